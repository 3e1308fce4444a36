package dev.sluicegate.operator.apiserver;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a request for namespaced objects, or for a namespace.
 *
 * @param namespace empty for a collection of all namespaces
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
record ApiPath(String namespace, String plural, String name, String subresource) {
    private static final Pattern PATTERN =
            Pattern.compile("/api(?:s/[^/]+)?/[^/]+/namespaces/([^/]+)/([^/]+)(?:/([^/]+))?(?:/([^/]+))?");

    private static final Pattern ALL_NAMESPACES = Pattern.compile("/apis/[^/]+/[^/]+/([^/]+)");
    private static final Pattern NAMESPACE = Pattern.compile("/api/v1/namespaces/([^/]+)");

    static Optional<ApiPath> of(String path) {
        Matcher namespace = NAMESPACE.matcher(path);
        if (namespace.matches()) {
            return Optional.of(new ApiPath("", "namespaces", namespace.group(1), ""));
        }
        Matcher all = ALL_NAMESPACES.matcher(path);
        if (all.matches()) {
            return Optional.of(new ApiPath("", all.group(1), "", ""));
        }
        Matcher matcher = PATTERN.matcher(path);
        return matcher.matches()
                ? Optional.of(new ApiPath(matcher.group(1), matcher.group(2), orEmpty(matcher, 3), orEmpty(matcher, 4)))
                : Optional.empty();
    }

    ApiPath named(String other) {
        return new ApiPath(namespace, plural, other, subresource);
    }

    ApiPath status() {
        return new ApiPath(namespace, plural, name, "status");
    }

    String key() {
        return plural + "/" + namespace + "/" + name;
    }

    private static String orEmpty(Matcher matcher, int group) {
        return matcher.group(group) == null ? "" : matcher.group(group);
    }
}
