package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.model.Source;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The newest known state of what belongs to gateways, and of the Secrets and ConfigMaps that they refer to. Safe for any thread. */
public interface ClusterView {
    /** One object, own writes included. Of most types only those are known that carry our labels. */
    <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name);

    /** All objects of this type that belong to the gateway; own writes included. */
    <T extends HasMetadata> Set<T> of(Class<T> type, RouterGateway gateway);

    /** All objects of this type that belong to gateways, also to those that are gone; own writes included. */
    <T extends HasMetadata> List<T> all(Class<T> type);

    /** The RouterKeys that name the gateway, own writes included; empty if those of its namespace cannot be read. */
    Optional<Set<RouterKey>> routerKeys(RouterGateway gateway);

    /** All RouterKeys, as far as they could be read; own writes included. */
    List<RouterKey> routerKeys();

    /** Why the RouterKeys of a namespace cannot be read, as a clause; empty if they can. */
    Optional<String> keysUnreadable(String namespace);

    /** True if the gateway is known. One that is new may not be yet. */
    boolean knows(String namespace, String gateway);

    /** A Secret's or ConfigMap's data in base 64; empty if there is no such object. */
    Optional<Map<String, String>> data(String namespace, Source source);

    /** What says of a node whether it is being left; empty if the node is not known. */
    Optional<Node> node(String name);

    /** False if the operator has no right to read nodes: then no node is known to be left. */
    boolean seesNodes();

    /** The disruption budgets of this namespace that are not ours. */
    List<PodDisruptionBudget> foreignBudgets(String namespace);

    /** The number of gateways in the namespace that refer to this Secret or ConfigMap. */
    int references(String namespace, Source source);

    /** Makes an own write visible at once, before the watch reports it. */
    <T extends HasMetadata> void written(Class<T> type, Optional<T> before, T after);

    /** The same of a RouterKey. */
    void written(RouterKey after);
}
