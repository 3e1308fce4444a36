package dev.sluicegate.operator.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choice of the namespaces whose gateways are looked after. */
sealed interface NamespaceChoice {
    /** The name under which all namespaces together are told of. No namespace can have it. */
    String ALL = "*";

    /** @param names at least one */
    record Named(SortedSet<String> names) implements NamespaceChoice {
        public Named {
            names = Collections.unmodifiableSortedSet(names);
        }
    }

    /** Every namespace, by one watch for each kind of object. */
    record All() implements NamespaceChoice {}

    /** @param selector of the labels of namespaces, which come and go */
    record Labelled(String selector) implements NamespaceChoice {}

    /** The namespaces that are chosen now; empty if the API server does not say. */
    default Supplier<Optional<Set<String>>> in(KubernetesClient client) {
        return switch (this) {
            case Named(SortedSet<String> names) -> () -> Optional.of(names);
            case All() -> () -> Optional.of(Set.of(ALL));
            case Labelled(String selector) -> () -> labelled(client, selector);
        };
    }

    /** The names as the Java Operator SDK has them. */
    static Set<String> forSdk(Set<String> names) {
        return names.contains(ALL) ? Constants.WATCH_ALL_NAMESPACE_SET : names;
    }

    private static Optional<Set<String>> labelled(KubernetesClient client, String selector) {
        try {
            return Optional.of(client.namespaces().withLabelSelector(selector).list().getItems().stream()
                    .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                    .map(it -> it.getMetadata().getName())
                    .collect(Collectors.toCollection(TreeSet::new)));
        } catch (KubernetesClientException e) {
            Logger log = LoggerFactory.getLogger(NamespaceChoice.class);
            log.warn(
                    "namespaces with the labels {} cannot be listed; those known before stay: {}",
                    selector,
                    e.getMessage());
            return Optional.empty();
        }
    }
}
