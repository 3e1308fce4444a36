package dev.sluicegate.operator.app;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of the operator, from its environment.
 *
 * @param namespaces where gateways are looked after
 * @param leaseNamespace where the lease is kept
 * @param identity names this process among its replicas
 * @param defaultRouterImage for gateways that name no image
 * @param port of the probes and the metrics; 0 picks a free one
 */
record Settings(
        NamespaceChoice namespaces, String leaseNamespace, String identity, String defaultRouterImage, int port) {
    private static final Pattern COMMA = Pattern.compile("[,\\s]+");

    /**
     * @param ownNamespace the namespace that the client's own credentials name
     * @throws IllegalArgumentException with a sentence for the person who set the variables
     */
    static Settings read(Map<String, String> environment, String ownNamespace, String release) {
        String own = get(environment, "POD_NAMESPACE").orElse(ownNamespace);
        String port = get(environment, "PORT").orElse("8081");
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException("PORT is '" + port + "', which is not a port");
        }
        return new Settings(
                choice(environment, own),
                own,
                get(environment, "POD_NAME").orElse("operator") + "-" + UUID.randomUUID(),
                get(environment, "DEFAULT_ROUTER_IMAGE").orElse("ghcr.io/sluicegate/router:" + release),
                Integer.parseInt(port));
    }

    private static NamespaceChoice choice(Map<String, String> environment, String own) {
        Optional<String> selector = get(environment, "WATCH_SELECTOR");
        Optional<String> names = get(environment, "WATCH_NAMESPACES");
        if (selector.isPresent()) {
            if (names.isPresent()) {
                throw new IllegalArgumentException(
                        "WATCH_NAMESPACES and WATCH_SELECTOR are both set; write one of them");
            }
            return new NamespaceChoice.Labelled(selector.get().strip());
        }
        SortedSet<String> namespaces = COMMA.splitAsStream(names.orElse(own))
                .filter(name -> !name.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
        if (namespaces.isEmpty()) {
            throw new IllegalArgumentException(
                    "WATCH_NAMESPACES names no namespace; write one, or several with commas");
        }
        if (!namespaces.contains(NamespaceChoice.ALL)) {
            return new NamespaceChoice.Named(namespaces);
        }
        if (namespaces.size() > 1) {
            throw new IllegalArgumentException(
                    "WATCH_NAMESPACES has * and other names; write * alone for all namespaces, or only names");
        }
        return new NamespaceChoice.All();
    }

    private static Optional<String> get(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
