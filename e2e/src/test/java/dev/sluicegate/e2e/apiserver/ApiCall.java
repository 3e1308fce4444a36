package dev.sluicegate.e2e.apiserver;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One request of the operator's to the API server.
 *
 * @param life counts the starts of the operator
 * @param path without the query
 * @param query empty if there is none
 * @param body JSON; empty if there is none
 */
public record ApiCall(int life, String method, String path, String query, String body) {
    /** Leases are the election's own, and reviews only ask: the election makes one at each start. */
    private static final List<String> NOT_OF_GATEWAYS =
            List.of("leases", "selfsubjectaccessreviews", "selfsubjectrulesreviews");

    /** True if it changes something of a gateway's. */
    public boolean isWrite() {
        return !method.equals("GET") && !NOT_OF_GATEWAYS.contains(resource());
    }

    /** True if its answer does not end by itself. */
    public boolean isWatch() {
        return Arrays.asList(query.split("&")).contains("watch=true");
    }

    /** True if it asks for all objects of a kind. */
    public boolean isList() {
        return method.equals("GET") && !isWatch() && part(1).isEmpty();
    }

    /** True if it asks for so many objects in one answer and no more, or for the pods of one seat. */
    public boolean isBounded() {
        return Arrays.stream(query.split("&")).anyMatch(it -> it.startsWith("limit=") || it.contains("seat"));
    }

    /** The plural of the kind, such as {@code replicasets}. */
    public String resource() {
        return part(0);
    }

    /** The object that it names; empty for a list and for what is created. */
    public String name() {
        return part(1);
    }

    /** What stands behind the namespace, such as {@code pods}, {@code llm-1}, {@code status}. */
    private String part(int index) {
        String[] parts = path.substring(1).split("/");
        int namespace = Arrays.asList(parts).indexOf("namespaces");
        int first = namespace >= 0 ? namespace + 2 : path.startsWith("/apis/") ? 3 : 2;
        return first + index < parts.length ? Objects.requireNonNull(parts[first + index]) : "";
    }

    @Override
    public String toString() {
        String subresource = part(2);
        return method + " " + resource() + (name().isEmpty() ? "" : "/" + name())
                + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
