package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.fails;
import static dev.sluicegate.operator.reconcile.Given.isDenied;
import static dev.sluicegate.operator.reconcile.Given.isThere;
import static dev.sluicegate.operator.reconcile.Row.steady;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.apiserver.Fault;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;

/** RouterKeys: what is written for them, and that no pod is. */
final class KeyRows {
    static final String TAKES_KEYS = "{\"auth\":{\"mode\":\"Keys\",\"routerKeys\":{}}}";

    private KeyRows() {}

    /** @param spec YAML */
    static RouterKey key(String name, String spec) {
        RouterKey key = new RouterKey();
        key.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("ai").build());
        key.setSpec(Serialization.unmarshal("---\n" + spec, JsonNode.class));
        return key;
    }

    static RouterKey key(String name) {
        return key(name, "{gatewayRef: {name: llm}}");
    }

    /** A gateway that takes RouterKeys and has none. */
    private static Row taking(String name) {
        return steady(name).given(Given.specBecomes(TAKES_KEYS)).given(World::settle);
    }

    static List<Row> keys() {
        return List.of(
                steady("a gateway that takes RouterKeys has an empty list of them, before its pods")
                        .given(Given.specBecomes(TAKES_KEYS))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "apply ConfigMap llm-router-keys",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .tells("Warning Suspicious: …", "Normal RolloutStarted: …"),
                taking("a key gets a Secret, its hash is published, and no pod is replaced: kubelet is asked to look")
                        .given(isThere(key("ci")))
                        .writes(
                                "create Secret ci",
                                "apply ConfigMap llm-router-keys",
                                "status RouterKey ci",
                                "patch Pod llm-NEXT-1-0 sync requested",
                                "patch Pod llm-NEXT-2-0 sync requested",
                                "patch Pod llm-NEXT-3-0 sync requested")
                        .says("Ready=True Ready")
                        .againWithin(KeyReports.SOON)
                        .then()
                        .writes("status RouterKey ci")
                        .then()
                        .writes(),
                taking("a Secret of somebody else is left alone")
                        .given(isThere(World.secret("ci", "key", "c2stZm9yZWlnbg==")))
                        .given(isThere(key("ci")))
                        .writes("status RouterKey ci")
                        .says("Ready=True Ready"),
                steady("a gateway that takes none gets none")
                        .given(isThere(key("ci")))
                        .writes("status RouterKey ci")
                        .says("Ready=True Ready"),
                taking("a Secret that the watch has not reported is found, and no second key is made")
                        .given(isThere(key("ci")))
                        .writes(
                                "create Secret ci",
                                "apply ConfigMap llm-router-keys",
                                "status RouterKey ci",
                                "patch Pod llm-NEXT-1-0 sync requested",
                                "patch Pod llm-NEXT-2-0 sync requested",
                                "patch Pod llm-NEXT-3-0 sync requested")
                        .then(World::restartOperator)
                        .given(Given.isNotReportedYet("Secret ci"))
                        .writes("create Secret ci"),
                taking("a quota that refuses the Secret is the key's trouble and not the gateway's")
                        .given(isThere(key("ci")))
                        .given(fails(Fault.quota("create Secret ci")))
                        .writes("create Secret ci", "status RouterKey ci")
                        .says("Ready=True Ready")
                        .then()
                        .writes(
                                "create Secret ci",
                                "apply ConfigMap llm-router-keys",
                                "status RouterKey ci",
                                "patch Pod llm-NEXT-1-0 sync requested",
                                "patch Pod llm-NEXT-2-0 sync requested",
                                "patch Pod llm-NEXT-3-0 sync requested"),
                taking("a missing right is said on the key")
                        .given(isThere(key("ci")))
                        .given(isDenied("create secrets"))
                        .writes("create Secret ci", "status RouterKey ci")
                        .says("Ready=True Ready"),
                taking("a lost right to read RouterKeys is not taken for keys that are gone, and the gateway says so")
                        .given(isThere(key("ci")))
                        .given(World::settle)
                        .given(isDenied("list routerkeys"))
                        .given(World::restartOperator)
                        .writes("status RouterGateway llm")
                        .says("Accepted=True Suspicious", "Ready=True Ready")
                        .because("Accepted", "RouterKeys of this namespace cannot be read")
                        .tells("Warning Suspicious: …")
                        .then(world -> world.passes(Duration.ofDays(1)))
                        .writes()
                        .then()
                        .given(isThere(key("late")))
                        .given(Given.isAllowed("list routerkeys"))
                        .writes(
                                "create Secret late",
                                "apply ConfigMap llm-router-keys",
                                "status RouterKey late",
                                "status RouterGateway llm",
                                "patch Pod llm-NEXT-1-0 sync requested",
                                "patch Pod llm-NEXT-2-0 sync requested",
                                "patch Pod llm-NEXT-3-0 sync requested")
                        .tells("Warning Suspicious: …"),
                steady("where RouterKeys cannot be read, a gateway that takes none says nothing of it")
                        .given(isDenied("list routerkeys"))
                        .writes()
                        .says("Ready=True Ready"),
                steady(
                                "where RouterKeys cannot be read, pods are rolled as ever, also of a gateway that begins to take keys")
                        .given(isDenied("list routerkeys"))
                        .given(Given.specBecomes(TAKES_KEYS))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .because("Accepted", "RouterKeys of this namespace cannot be read")
                        .tells("Warning Suspicious: …", "Normal RolloutStarted: …"),
                taking("a deleted RouterKey is no longer published, and kubelet is asked to look")
                        .given(isThere(key("ci")))
                        .given(World::settle)
                        .given(Given.isDeleted(RouterKey.class, "ci"))
                        .given(Given.isDeleted(Secret.class, "ci"))
                        .writes(
                                "apply ConfigMap llm-router-keys",
                                "patch Pod llm-NEXT-1-0 sync requested",
                                "patch Pod llm-NEXT-2-0 sync requested",
                                "patch Pod llm-NEXT-3-0 sync requested"));
    }
}
