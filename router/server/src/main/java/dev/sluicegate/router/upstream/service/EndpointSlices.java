package dev.sluicegate.router.upstream.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The EndpointSlices of one Service, and the servers that they name.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/">EndpointSlice</a>
 */
final class EndpointSlices implements WatchedObjects<EndpointSlices> {
    private static final String IPV4 = "IPv4";
    private static final String IPV6 = "IPv6";

    private record Server(InetAddress ip, ServerConditions conditions) {}

    /** @param ports by their names; a Service's only port may have the empty one */
    private record Slice(String family, Map<String, Integer> ports, List<Server> servers) {}

    private final ObjectsByName<Slice> slices;
    private final Predicate<ServerConditions> open;

    private EndpointSlices(ObjectsByName<Slice> slices, Predicate<ServerConditions> open) {
        this.slices = slices;
        this.open = open;
    }

    /** The slices of a list as the API server gives it. */
    static EndpointSlices of(JsonObject list) {
        return of(list, ServerConditions::isOpen);
    }

    /** @param open whether an endpoint gets requests that are new */
    static EndpointSlices of(JsonObject list, Predicate<ServerConditions> open) {
        return new EndpointSlices(ObjectsByName.of(list, slice -> Optional.of(read(slice))), open);
    }

    @Override
    public EndpointSlices with(JsonObject slice) {
        return new EndpointSlices(slices.with(slice), open);
    }

    @Override
    public EndpointSlices and(EndpointSlices page) {
        return new EndpointSlices(slices.and(page.slices), open);
    }

    @Override
    public EndpointSlices without(JsonObject slice) {
        return new EndpointSlices(slices.without(slice), open);
    }

    private static Slice read(JsonObject slice) {
        List<Server> servers = new ArrayList<>();
        for (JsonObject endpoint : ObjectFields.objects(slice, "endpoints")) {
            server(endpoint, servers);
        }
        return new Slice(ObjectFields.text(slice, "addressType"), ports(slice), List.copyOf(servers));
    }

    private static void server(JsonObject endpoint, List<Server> servers) {
        JsonObject said = ObjectFields.object(endpoint, "conditions");
        ServerConditions conditions = new ServerConditions(
                !Boolean.FALSE.equals(said.getValue("ready")), Boolean.TRUE.equals(said.getValue("terminating")));
        // all of one endpoint's addresses lead to the same pod, and clients are to take the first
        JsonArray addresses = ObjectFields.array(endpoint, "addresses");
        if (!addresses.isEmpty() && addresses.getValue(0) instanceof String ip) {
            try {
                servers.add(new Server(InetAddress.ofLiteral(ip), conditions));
            } catch (IllegalArgumentException e) {
                // a name, of a slice of the type FQDN
                return;
            }
        }
    }

    private static Map<String, Integer> ports(JsonObject slice) {
        Map<String, Integer> ports = new TreeMap<>();
        for (JsonObject port : ObjectFields.objects(slice, "ports")) {
            if (port.getValue("port") instanceof Integer number
                    && (port.getValue("protocol") == null || "TCP".equals(port.getValue("protocol")))) {
                ports.put(ObjectFields.text(port, "name"), number);
            }
        }
        return ports;
    }

    /**
     * The servers that may get requests, each once, in an order that does not change by itself. Those of one family: in a cluster that has both, each pod stands
     * in the slices of both.
     *
     * @param port its name; empty for the first one
     */
    List<InetSocketAddress> open(String port) {
        List<InetSocketAddress> some = open(port, IPV4);
        return some.isEmpty() ? open(port, IPV6) : some;
    }

    private List<InetSocketAddress> open(String port, String family) {
        Set<InetSocketAddress> all = new LinkedHashSet<>();
        for (Slice slice : slices.values().values()) {
            Integer number =
                    port.isEmpty() ? slice.ports.values().stream().findFirst().orElse(null) : slice.ports.get(port);
            if (number == null || !slice.family.equals(family)) {
                continue;
            }
            slice.servers.stream()
                    .filter(server -> open.test(server.conditions))
                    .forEach(server -> all.add(new InetSocketAddress(server.ip, number)));
        }
        return List.copyOf(all);
    }
}
