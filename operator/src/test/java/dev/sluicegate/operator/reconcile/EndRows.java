package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.aSeatIsDeleted;
import static dev.sluicegate.operator.reconcile.Given.areEdited;
import static dev.sluicegate.operator.reconcile.Given.fails;
import static dev.sluicegate.operator.reconcile.Given.gatewayIsDeleted;
import static dev.sluicegate.operator.reconcile.Given.isDeleted;
import static dev.sluicegate.operator.reconcile.Given.timePasses;
import static dev.sluicegate.operator.reconcile.Row.steady;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.apiserver.Fault;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Row 35: gateways that are deleted when some of what belongs to them is gone already; and row 33: what others do to pods. */
final class EndRows {
    private static final List<Class<? extends HasMetadata>> OURS = List.of(
            ReplicaSet.class,
            ConfigMap.class,
            Secret.class,
            Service.class,
            ServiceAccount.class,
            Role.class,
            RoleBinding.class,
            PodDisruptionBudget.class);

    private EndRows() {}

    static List<Row> ending() {
        return List.of(
                steady("a gateway whose token, accepted spec and provider's key are gone drains all the same")
                        .given(isDeleted(Secret.class, "llm-admin"))
                        .given(isDeleted(Secret.class, "openai"))
                        .given(isDeleted(ConfigMap.class, "llm-accepted"))
                        .given(gatewayIsDeleted())
                        .deleting()
                        .writes(drains())
                        .says("Ready=False Deleting")
                        .then()
                        .writes("status RouterGateway llm")
                        .then()
                        .writes(
                                "patch ReplicaSet llm-REVISION-1 size 0",
                                "patch ReplicaSet llm-REVISION-2 size 0",
                                "patch ReplicaSet llm-REVISION-3 size 0")
                        .then()
                        .writes("status RouterGateway llm")
                        .tells("Normal Drained: …", "Normal PodGone: …")
                        .then()
                        .isGone(),
                steady(
                                "a gateway whose objects Kubernetes has deleted before it, in the foreground or with its namespace, just goes")
                        .given(EndRows::allIsGone)
                        .given(gatewayIsDeleted())
                        .deleting()
                        .writes("status RouterGateway llm")
                        .says("Ready=False Deleting")
                        .tells("Normal PodGone: …")
                        .then()
                        .isGone(),
                steady("a gateway that has lost its record by its last write but one ends, whenever that is")
                        .given(EndRows::seatsAreGone)
                        .given(isDeleted(ConfigMap.class, "llm-accepted"))
                        .given(gatewayIsDeleted())
                        .deleting()
                        .writes("status RouterGateway llm")
                        .tells("Normal PodGone: …")
                        // another operator, as this one was killed: there is nothing new to write
                        .then(timePasses(Duration.ofSeconds(5)))
                        .isGone(),
                steady("an operator that has never seen the token says so, and has Kubernetes drain within the limit")
                        .given(isDeleted(Secret.class, "llm-admin"))
                        .given(World::restartOperator)
                        .given(gatewayIsDeleted())
                        .deleting()
                        .writes(
                                "patch ReplicaSet llm-REVISION-1 traffic off",
                                "patch Pod llm-REVISION-1-0 traffic off",
                                "patch ReplicaSet llm-REVISION-2 traffic off",
                                "patch Pod llm-REVISION-2-0 traffic off",
                                "patch ReplicaSet llm-REVISION-3 traffic off",
                                "patch Pod llm-REVISION-3-0 traffic off",
                                "status RouterGateway llm")
                        .says("Ready=False Deleting")
                        .then()
                        .writes("status RouterGateway llm")
                        .because("Ready", "because Secret llm-admin with their token is gone")
                        .because("Reconciling", "its router cannot be asked")
                        .tells("Normal PodRetired: …")
                        // the limit is half an hour, and Kubernetes takes up to five minutes
                        .then(timePasses(Duration.ofMinutes(25).plusSeconds(15)))
                        .writes(
                                "patch ReplicaSet llm-REVISION-1 size 0",
                                "patch ReplicaSet llm-REVISION-2 size 0",
                                "patch ReplicaSet llm-REVISION-3 size 0",
                                "status RouterGateway llm"),
                steady(
                                "a gateway whose namespace is going says so and neither scales nor rolls, when its seats go before it")
                        .given(aSeatIsDeleted())
                        .given(world -> world.kubelet().run())
                        .given(fails(Fault.namespaceTerminating("create ReplicaSet")))
                        .writes("create ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says(
                                "Ready=False NamespaceTerminating",
                                "Reconciling=True NamespaceTerminating",
                                "Stalled=False Progressing")
                        .tells("Normal PodGone: …"),
                steady(
                                "objects of an earlier operator, which belong to the gateway alone, get their second owner, and no pod is replaced")
                        .given(EndRows::allBelongToTheGatewayAlone)
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "apply ServiceAccount llm-router",
                                "apply Service llm",
                                "apply PodDisruptionBudget llm",
                                "apply PodDisruptionBudget llm.draining",
                                "patch ReplicaSet llm-REVISION-1",
                                "patch ReplicaSet llm-REVISION-2",
                                "patch ReplicaSet llm-REVISION-3",
                                "patch ConfigMap llm-REVISION")
                        .says("Ready=True Ready")
                        .then()
                        .says("Ready=True Ready"));
    }

    static List<Row> foreignOnPods() {
        return List.of(
                steady("a deletion cost, an autoscaler's annotation and labels of others on pods change nothing")
                        .given(areEdited(Pod.class, """
                                {"metadata":{
                                  "annotations":{"controller.kubernetes.io/pod-deletion-cost":"-2147483648",
                                                 "cluster-autoscaler.kubernetes.io/safe-to-evict":"true"},
                                  "labels":{"team":"other"}}}"""))
                        .says("Ready=True Ready"),
                steady("a status that somebody else wrote is written back")
                        .given(areEdited(
                                RouterGateway.class,
                                "{\"status\":{\"conditions\":[{\"type\":\"Stalled\",\"status\":\"True\",\"reason\":\"MissingRights\","
                                        + "\"message\":\"wrong\",\"lastTransitionTime\":\"2026-11-21T12:00:00Z\"}]}}"))
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .tells("Normal Ready: …", "Normal Recovered: the rollout goes on"),
                steady("nor do labels of others on seats")
                        .given(areEdited(ReplicaSet.class, "{\"metadata\":{\"labels\":{\"team\":\"other\"}}}"))
                        .says("Ready=True Ready"));
    }

    private static String[] drains() {
        return Stream.concat(
                        Stream.of(1, 2, 3)
                                .flatMap(it -> Stream.of(
                                        "patch ReplicaSet llm-REVISION-" + it + " traffic off",
                                        "patch Pod llm-REVISION-" + it + "-0 traffic off",
                                        "drain Pod llm-REVISION-" + it + "-0")),
                        Stream.of("status RouterGateway llm"))
                .toArray(String[]::new);
    }

    private static void allBelongToTheGatewayAlone(World world) {
        String before = """
                {"metadata":{"ownerReferences":%s,"annotations":{"sluicegate.dev/applied":"before"}}}""".formatted(Serialization.asJson(List.of(Names.owner(world.gateway()))));
        OURS.stream()
                .filter(type -> type != Secret.class)
                .flatMap(type -> world.server().all(type).stream())
                .forEach(it -> world.server().edit(it, before, "sluicegate/Apply"));
    }

    private static void seatsAreGone(World world) {
        world.server().all(ReplicaSet.class).forEach(world.server()::remove);
        world.kubelet().run();
    }

    /** All but the gateway; the pods end with their seats. */
    private static void allIsGone(World world) {
        OURS.forEach(type -> world.server().all(type).forEach(world.server()::remove));
        world.kubelet().run();
    }
}
