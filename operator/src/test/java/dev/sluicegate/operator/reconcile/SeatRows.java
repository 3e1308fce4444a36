package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.aSeatIsDeleted;
import static dev.sluicegate.operator.reconcile.Given.areAnnotated;
import static dev.sluicegate.operator.reconcile.Given.areEdited;
import static dev.sluicegate.operator.reconcile.Given.fails;
import static dev.sluicegate.operator.reconcile.Given.gatewayIsDeleted;
import static dev.sluicegate.operator.reconcile.Given.isDenied;
import static dev.sluicegate.operator.reconcile.Given.isNotReportedYet;
import static dev.sluicegate.operator.reconcile.Given.recordSays;
import static dev.sluicegate.operator.reconcile.Given.specBecomes;
import static dev.sluicegate.operator.reconcile.Given.timePasses;
import static dev.sluicegate.operator.reconcile.Row.steady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.apiserver.Fault;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The rows about seats: how they come and go, and what may go wrong meanwhile. */
final class SeatRows {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Consumer<World> OTHER_CONFIG = specBecomes("{\"streams\":{\"heartbeat\":\"5s\"}}");
    private static final Consumer<World> TWO_REPLICAS = specBecomes("{\"replicas\":2}");
    private static final Consumer<World> ONE_REPLICA = specBecomes("{\"replicas\":1}");
    private static final String[] NO_TIMES = {"yesterday", "+999999999-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z"};

    private SeatRows() {}

    static List<Row> comingAndGoing() {
        return List.of(
                rollout(),
                undo(),
                undoByAPerson(),
                restart(),
                rollback(),
                canary(),
                promotion(),
                steady("a scale-in retires one seat: its template first, then its pod, then its router; then it goes")
                        .given(TWO_REPLICAS)
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "patch ReplicaSet llm-REVISION-1 traffic off",
                                "patch Pod llm-REVISION-1-0 traffic off",
                                "drain Pod llm-REVISION-1-0",
                                "status RouterGateway llm")
                        .says("Ready=True Ready", "Available=True EnoughPodsOpen")
                        .then()
                        .writes("status RouterGateway llm")
                        .says("Draining=True Draining")
                        .then()
                        .writes("patch ReplicaSet llm-REVISION-1 size 0")
                        .then()
                        .writes("delete ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says("Draining=False NothingDrains")
                        .tells("Normal Drained: …", "Normal PodGone: pod llm-REVISION-1-0 is gone")
                        .then()
                        .says("Ready=True Ready"),
                unseenPod(),
                steady("a seat that somebody deletes comes back")
                        .given(aSeatIsDeleted())
                        .writes("create ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says("Available=False TooFewPodsOpen", "Stalled=False Progressing")
                        .tells("Normal PodGone: pod llm-REVISION-1-0 is gone")
                        .then()
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .tells("Normal Ready: …", "Normal PodOpen: pod llm-REVISION-1-0 is open"),
                eviction(),
                crash(),
                steady("a revision beyond the history limit is forgotten")
                        .given(specBecomes("{\"revisionHistoryLimit\":0,\"streams\":{\"heartbeat\":\"5s\"}}"))
                        .given(World::settle)
                        .given(world -> assertThat(world.server().all(ConfigMap.class))
                                .filteredOn(it -> it.getMetadata().getLabels().containsKey(Names.REVISION))
                                .hasSize(1))
                        .says("Ready=True Ready"),
                deletion(),
                untoldDeletion());
    }

    /** The ReplicaSet controller's own cache may be late: it reports none of the pod that it has just made. */
    private static Row unseenPod() {
        return steady("a seat is not closed while the API server has a pod of it that no view shows yet")
                .given(TWO_REPLICAS)
                .given(World::reconcile)
                .given(world -> {
                    world.kubelet().run();
                    Pod drained = pod(world, "llm-REVISION-1-0");
                    world.server().remove(drained);
                    world.server()
                            .put(
                                    new PodBuilder(drained)
                                            .editMetadata()
                                            .withName("late")
                                            .withUid(null)
                                            .withResourceVersion(null)
                                            .endMetadata()
                                            .build(),
                                    "replicaset-controller");
                })
                .given(areEdited(ReplicaSet.class, "{\"status\":{\"replicas\":0}}"))
                .given(isNotReportedYet("Pod late"))
                .writes("status RouterGateway llm")
                .tells("Normal PodGone: pod llm-REVISION-1-0 is gone")
                .againWithin(AT_ONCE);
    }

    /** kubelet leaves an evicted pod as it is, and so does the ReplicaSet that makes another. */
    private static Row eviction() {
        return steady("an evicted pod is told of, and removed when another has taken its place")
                .given(isEvicted("llm-REVISION-1-0"))
                .writes("status RouterGateway llm")
                .says("Available=False TooFewPodsOpen")
                .because("Available", "only 2 of 3")
                .tells("Warning PodProblem: pod llm-REVISION-1-0: Evicted: low on memory")
                .then()
                .writes("status RouterGateway llm", "delete Pod llm-REVISION-1-0")
                .tells("Normal Ready: …", "Normal PodOpen: pod llm-REVISION-1-1 is open")
                .then(world -> {})
                .writes("status RouterGateway llm")
                .tells("Normal Drained: …", "Normal PodGone: pod llm-REVISION-1-0 is gone");
    }

    /** Kubelet starts another router in the same pod. */
    private static Row crash() {
        return steady("a router that is killed in its pod is told of, and what it carried counts as unaccounted")
                .given(kubeletSays("llm-REVISION-1-0", """
                        {"status":{"containerStatuses":[{"name":"router","restartCount":0,
                         "state":{"terminated":{"reason":"OOMKilled","exitCode":137}}}]}}"""))
                .writes("status RouterGateway llm")
                .tells("Warning PodProblem: pod llm-REVISION-1-0: OOMKilled: exit code 137 (signal 9)")
                .then(world -> {})
                .given(world -> assertThat(unaccounted(world)).isEqualTo(1))
                .given(kubeletSays("llm-REVISION-1-0", """
                        {"status":{"containerStatuses":[{"name":"router","restartCount":1,"started":true,
                         "state":{"running":{}},"lastState":{"terminated":{"reason":"OOMKilled","exitCode":137}}}]}}"""))
                .writes("status RouterGateway llm")
                .says("Ready=True Ready")
                .then(world -> {})
                .given(world -> assertThat(unaccounted(world)).isEqualTo(1))
                .given(world -> assertThat(rows(world))
                        .filteredOn(row -> row.crashes() != null)
                        .extracting(PodRow::crashes, PodRow::lastCrash)
                        .containsExactly(tuple(1, "OOMKilled, exit code 137 (signal 9)")));
    }

    private static int unaccounted(World world) {
        return Objects.requireNonNull(
                Objects.requireNonNull(world.gateway().getStatus().rollout()).unaccountedPods());
    }

    private static List<PodRow> rows(World world) {
        return Objects.requireNonNull(world.gateway().getStatus().pods());
    }

    private static Consumer<World> isEvicted(String pod) {
        return kubeletSays(
                pod, "{\"status\":{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"low on memory\"}}");
    }

    private static Consumer<World> kubeletSays(String pod, String patch) {
        return world -> world.server().edit(pod(world, pod), patch, "kubelet");
    }

    private static Pod pod(World world, String name) {
        return world.server().all(Pod.class).stream()
                .filter(it -> world.plain(it.getMetadata().getName()).equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** As far as the first seat is exchanged; the others go the same way. */
    private static Row rollout() {
        return steady(
                        "a changed config: record, seat, gate; then one old seat is retired and drained, and stays warm until the end")
                .given(OTHER_CONFIG)
                .writes(
                        "apply ConfigMap llm-accepted",
                        "create ConfigMap llm-NEXT",
                        "create ReplicaSet llm-NEXT-1",
                        "status RouterGateway llm")
                .says("Available=True EnoughPodsOpen", "Ready=False Rolling")
                .tells("Normal RolloutStarted: rolling from revision REVISION to NEXT")
                .then()
                .writes("status Pod llm-NEXT-1-0", "status RouterGateway llm")
                .then()
                .writes(
                        "patch ReplicaSet llm-REVISION-1 traffic off",
                        "patch Pod llm-REVISION-1-0 traffic off",
                        "drain Pod llm-REVISION-1-0",
                        "status RouterGateway llm")
                .tells("Normal PodOpen: pod llm-NEXT-1-0 is open")
                .then()
                .writes("create ReplicaSet llm-NEXT-2", "status RouterGateway llm")
                .says("Draining=False NothingDrains", "Available=True EnoughPodsOpen")
                .then()
                .writes("status Pod llm-NEXT-2-0", "status RouterGateway llm")
                .then()
                .writes(
                        "patch ReplicaSet llm-REVISION-2 traffic off",
                        "patch Pod llm-REVISION-2-0 traffic off",
                        "drain Pod llm-REVISION-2-0",
                        "status RouterGateway llm")
                .tells("Normal PodOpen: pod llm-NEXT-2-0 is open")
                .then(World::settle)
                .says("Ready=True Ready", "Draining=False NothingDrains");
    }

    private static Row deletion() {
        return steady("a gateway that is deleted drains, closes its seats, and is then removed; nothing is created")
                .given(gatewayIsDeleted())
                .deleting()
                .writes(Stream.of(1, 2, 3)
                        .flatMap(it -> Stream.of(
                                "patch ReplicaSet llm-REVISION-" + it + " traffic off",
                                "patch Pod llm-REVISION-" + it + "-0 traffic off",
                                "drain Pod llm-REVISION-" + it + "-0",
                                it == 3 ? "status RouterGateway llm" : ""))
                        .filter(it -> !it.isEmpty())
                        .toArray(String[]::new))
                .says("Ready=False Deleting")
                .then()
                .writes("status RouterGateway llm")
                .says("Draining=True Draining")
                .then()
                .writes(
                        "patch ReplicaSet llm-REVISION-1 size 0",
                        "patch ReplicaSet llm-REVISION-2 size 0",
                        "patch ReplicaSet llm-REVISION-3 size 0")
                .then()
                .writes("status RouterGateway llm")
                .says("Draining=False NothingDrains")
                .tells("Normal Drained: …", "Normal PodGone: …")
                .then()
                .says("Ready=False Deleting")
                .writes("delete ConfigMap llm-accepted")
                .isGone();
    }

    /** The finalizer is no part of the status, and who may not write that may take it off. */
    private static Row untoldDeletion() {
        return steady("a gateway that is deleted goes also where its status cannot be written")
                .given(isDenied("patch routergateways/status"))
                .given(gatewayIsDeleted())
                .given(world -> {
                    for (int i = 0; i < 3; i++) {
                        world.cleanUp();
                        world.kubelet().run();
                        world.passes(Duration.ofSeconds(5));
                    }
                })
                .deleting()
                .writes("status RouterGateway llm", "delete ConfigMap llm-accepted")
                .isGone();
    }

    static List<Row> failing() {
        return List.of(
                steady("a conflict on one seat stops all later writes to it, and to no other")
                        .given(ONE_REPLICA)
                        .given(fails(Fault.conflict("patch ReplicaSet")))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "patch ReplicaSet llm-REVISION-1 traffic off",
                                "patch ReplicaSet llm-REVISION-2 traffic off",
                                "patch Pod llm-REVISION-2-0 traffic off",
                                "drain Pod llm-REVISION-2-0",
                                "status RouterGateway llm")
                        .says("Stalled=False Progressing")
                        .againWithin(AT_ONCE)
                        .then(world -> {})
                        .writes(
                                "patch ReplicaSet llm-REVISION-1 traffic off",
                                "patch Pod llm-REVISION-1-0 traffic off",
                                "drain Pod llm-REVISION-1-0",
                                "status RouterGateway llm"),
                conflictOnDeletion(),
                conflictOnAdmission(),
                steady("a pod that went meanwhile is no fault; the one that its seat makes instead is off")
                        .given(TWO_REPLICAS)
                        .given(world -> world.view().freeze())
                        .given(Given.isGone(Pod.class))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "patch ReplicaSet llm-REVISION-1 traffic off",
                                "patch pods llm-REVISION-1-0 traffic off",
                                "status RouterGateway llm")
                        .says("Stalled=False Progressing")
                        .againWithin(AT_ONCE)
                        .then(world -> world.view().thaw())
                        .writes("status RouterGateway llm")
                        .tells("Normal PodGone: pod llm-REVISION-1-0 is gone")
                        .then()
                        .writes("drain Pod llm-REVISION-1-0", "status RouterGateway llm")
                        .tells("Normal PodRetired: …"),
                steady("a seat that was made although the answer was a time-out is adopted, not doubled")
                        .given(aSeatIsDeleted())
                        .given(fails(Fault.timeoutAfterCommit("create ReplicaSet")))
                        .writes("create ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says("Ready=False ApiServerUnavailable", "Stalled=False Progressing")
                        .tells("Normal PodGone: pod llm-REVISION-1-0 is gone")
                        .againWithin(SOON)
                        .then()
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .tells("Normal Ready: …", "Normal PodOpen: pod llm-REVISION-1-0 is open"),
                steady("a quota that refuses a seat is said in its own words")
                        .given(aSeatIsDeleted())
                        .given(fails(Fault.quota("create ReplicaSet")))
                        .writes("create ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says("Stalled=True RefusedByPolicy")
                        .because("Stalled", "exceeded quota: objects")
                        .tells("Warning RefusedByPolicy: …", "Normal PodGone: pod llm-REVISION-1-0 is gone")
                        .againWithin(SOON),
                steady("in a namespace that is going no record and no seat is created, and nobody is called")
                        .given(OTHER_CONFIG)
                        .given(fails(Fault.namespaceTerminating("create ConfigMap")))
                        .given(fails(Fault.namespaceTerminating("create ReplicaSet")))
                        .writes("apply ConfigMap llm-accepted", "create ConfigMap llm-NEXT", "status RouterGateway llm")
                        .says("Ready=False NamespaceTerminating", "Stalled=False Progressing")
                        .tells("Normal RolloutStarted: rolling from revision REVISION to NEXT")
                        .againWithin(SOON),
                unreadable("- {"),
                unreadable("&a [*a]"));
    }

    private static Row unreadable(String template) {
        return steady("a record without a template, but with " + template + ", is said; what runs stays")
                .given(recordSays("{\"data\":{\"pod.yaml\":\"%s\"}}".formatted(template)))
                .given(aSeatIsDeleted())
                .writes("status RouterGateway llm")
                .says("Stalled=True RecordUnreadable")
                .because("Stalled", "has no pod template in pod.yaml; delete the ConfigMap")
                .tells("Warning RecordUnreadable: …", "Normal PodGone: pod llm-REVISION-1-0 is gone")
                .againWithin(SOON);
    }

    private static Row conflictOnDeletion() {
        return steady("a conflict on the deletion of a seat leaves it, and it is deleted right after")
                .given(TWO_REPLICAS)
                .given(World::reconcile)
                .given(world -> world.kubelet().run())
                .given(Given.timePasses(Duration.ofSeconds(5)))
                .writes("status RouterGateway llm")
                .then()
                .writes("patch ReplicaSet llm-REVISION-1 size 0")
                .then(world -> {
                    world.kubelet().run();
                    world.server().fail(Fault.conflict("delete ReplicaSet"));
                })
                .writes("delete ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                .tells("Normal Drained: …", "Normal PodGone: pod llm-REVISION-1-0 is gone")
                .againWithin(AT_ONCE)
                .then(world -> {})
                .writes("delete ReplicaSet llm-REVISION-1")
                .says("Ready=True Ready");
    }

    /** kubelet writes the same status. */
    private static Row conflictOnAdmission() {
        return steady("a conflict on opening a gate retires nothing, and the gate is opened right after")
                .given(OTHER_CONFIG)
                .given(World::reconcile)
                .given(world -> world.kubelet().run())
                .given(fails(Fault.conflict("status Pod")))
                .writes("status Pod llm-NEXT-1-0", "status RouterGateway llm")
                .says("Available=True EnoughPodsOpen", "Stalled=False Progressing")
                .againWithin(AT_ONCE)
                .then(world -> {})
                .writes("status Pod llm-NEXT-1-0");
    }

    /** The middle of a rollout of another config. */
    private static void retireAnOldSeat(World world) {
        OTHER_CONFIG.accept(world);
        world.reconcile();
        world.kubelet().run();
        world.reconcile();
        world.kubelet().run();
        world.reconcile();
    }

    /** Its router is told before its label is on: what comes then is served. */
    private static Row undo() {
        return steady("a change that is taken back in the middle reopens the old pod, which is not made anew")
                .given(SeatRows::retireAnOldSeat)
                .given(specBecomes("{\"streams\":null}"))
                .writes(
                        "apply ConfigMap llm-accepted",
                        "patch ReplicaSet llm-REVISION-1 traffic on",
                        "reopen Pod llm-REVISION-1-0",
                        "patch Pod llm-REVISION-1-0 traffic on",
                        "status RouterGateway llm")
                .says("Available=True EnoughPodsOpen")
                .then(World::settle)
                .says("Ready=True Ready");
    }

    /** The change stays in the spec; the old pod comes back, and none is started. */
    private static Row undoByAPerson() {
        return steady("a change that a person undoes on the gateway starts no pod, and waits for another spec")
                .given(SeatRows::retireAnOldSeat)
                .given(isAnnotated(Names.UNDO, "REVISION again"))
                .writes(
                        "apply ConfigMap llm-accepted",
                        "patch ReplicaSet llm-REVISION-1 traffic on",
                        "reopen Pod llm-REVISION-1-0",
                        "patch Pod llm-REVISION-1-0 traffic on",
                        "status RouterGateway llm")
                .says("Available=True EnoughPodsOpen", "Accepted=True Suspicious")
                .because("Accepted", "the annotation sluicegate.dev/undo goes")
                .tells("Warning Suspicious: …")
                .then(World::settle)
                .given(World::restartOperator)
                .says("Ready=True Ready", "Stalled=False Progressing");
    }

    private static Row restart() {
        return steady("a restart by an annotation is another revision, and taking the annotation away is none")
                .given(isAnnotated(Names.RESTARTED_AT, "today"))
                .writes(
                        "apply ConfigMap llm-accepted",
                        "create ConfigMap llm-NEXT",
                        "create ReplicaSet llm-NEXT-1",
                        "status RouterGateway llm")
                .tells("Normal RolloutStarted: rolling from revision REVISION to NEXT")
                .then(world -> world.kubelet().run())
                .given(World::settle)
                .given(world -> world.server()
                        .edit(
                                world.gateway(),
                                "{\"metadata\":{\"annotations\":{\"" + Names.RESTARTED_AT + "\":null}}}",
                                "kubectl-annotate"))
                .says("Ready=True Ready");
    }

    private static Consumer<World> isAnnotated(String annotation, String text) {
        return world -> world.server()
                .edit(
                        world.gateway(),
                        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                                .formatted(annotation, text.replace("REVISION", world.first())),
                        "kubectl-annotate");
    }

    private static Row baking(String name) {
        return steady(name)
                .given(specBecomes("{\"rollout\":{\"canary\":{\"bake\":\"1m\"}},\"streams\":{\"heartbeat\":\"5s\"}}"))
                .given(World::reconcile)
                .given(world -> world.kubelet().run())
                .given(World::reconcile)
                .given(world -> world.kubelet().run())
                .writes("patch ConfigMap llm-NEXT bake", "status RouterGateway llm")
                .says("Available=True EnoughPodsOpen", "Ready=False Rolling", "Reconciling=True Rolling")
                .tells("Normal PodOpen: pod llm-NEXT-1-0 is open")
                .then(World::settle)
                .given(World::restartOperator);
    }

    /** What an operator has written down, another one goes on with. */
    private static Row canary() {
        return baking("the first pod of a candidate bakes, and the others follow")
                .says("Available=True EnoughPodsOpen", "Ready=False Rolling")
                .because("Reconciling", "bakes until 2026-")
                .then(timePasses(Duration.ofMinutes(1)))
                .writes("patch ConfigMap llm-NEXT bake", "status RouterGateway llm")
                .then(World::settle)
                .says("Ready=True Ready");
    }

    private static Row promotion() {
        return baking("a person promotes a canary")
                .says("Ready=False Rolling")
                .then(world -> world.server()
                        .edit(
                                world.gateway(),
                                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                                        .formatted(
                                                Names.PROMOTE,
                                                world.gateway().getStatus().candidateRevision()),
                                "kubectl-annotate"))
                .writes("patch ConfigMap llm-NEXT bake", "status RouterGateway llm")
                .then(World::settle)
                .says("Ready=True Ready");
    }

    /** Nothing of it is tried again: not by another operator, not for another number of pods; only for another spec. */
    private static Row rollback() {
        return steady("a candidate that fails is given up, remembered, and makes way")
                .given(OTHER_CONFIG)
                .given(World::reconcile)
                .given(world -> world.kubelet().run())
                .given(rejectsItsConfig("llm-NEXT-1-0"))
                .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                .says("Available=True EnoughPodsOpen", "Stalled=True ConfigRejected")
                .tells("Warning ConfigRejected: …", "Warning PodProblem: …")
                .then(world -> {})
                .writes(
                        "patch ReplicaSet llm-NEXT-1 traffic off",
                        "patch Pod llm-NEXT-1-0 traffic off",
                        "status RouterGateway llm")
                .says(
                        "Available=True EnoughPodsOpen",
                        "Ready=False RolledBack",
                        "Reconciling=False Idle",
                        "Stalled=True RolledBack")
                .because("Stalled", "-1-0 does not come up, ConfigRejected: providers[0]: no")
                .tells("Warning RolledBack: …")
                .then(World::settle)
                .given(World::restartOperator)
                .says("Ready=False RolledBack", "Reconciling=False Idle")
                .then(world -> {})
                .given(TWO_REPLICAS)
                .given(World::settle)
                .given(world -> assertThat(world.server().all(ReplicaSet.class)).hasSize(2))
                .says("Available=True EnoughPodsOpen", "Stalled=True RolledBack")
                .then(world -> {})
                .given(specBecomes("{\"rollout\":{\"restart\":{\"token\":\"once more\"}}}"))
                .writes(
                        "apply ConfigMap llm-accepted",
                        "create ConfigMap llm-NEXT",
                        "create ReplicaSet llm-NEXT-1",
                        "status RouterGateway llm")
                .says("Ready=False Rolling", "Stalled=False Progressing")
                .tells("Normal RolloutStarted: …", "Normal Recovered: …");
    }

    private static Consumer<World> rejectsItsConfig(String pod) {
        return kubeletSays(pod, """
                {"status":{"containerStatuses":[{"name":"router","restartCount":1,
                 "state":{"waiting":{"reason":"CrashLoopBackOff"}},
                 "lastState":{"terminated":{"exitCode":2,"message":"providers[0]: no"}}}]}}""");
    }

    /** Times of ours that somebody has overwritten are as good as not there. */
    static Stream<Row> poisonedTimes() {
        return Stream.of(NO_TIMES)
                .flatMap(time -> Stream.of(
                        steady("seats that serve may say that they were retired at " + time)
                                .given(areAnnotated(ReplicaSet.class, Names.RETIRED_AT, time))
                                .given(areAnnotated(Pod.class, Names.RETIRED_AT, time))
                                .writes("status RouterGateway llm")
                                .says("Ready=True Ready", "Accepted=True Suspicious")
                                .because("Accepted", "retired-at '" + time + "', which is no time")
                                .tells("Warning Suspicious: …"),
                        steady("a seat that was retired at " + time + " was so now")
                                .given(areEdited(ReplicaSet.class, retired(time)))
                                .given(ONE_REPLICA)
                                .given(World::settle)
                                .says("Ready=True Ready", "Draining=False NothingDrains"),
                        steady("a record that was proven at " + time + " is proven anew")
                                .given(recordSays(annotation(Names.PROVEN_AT, time)))
                                .writes("patch ConfigMap llm-REVISION proven", "status RouterGateway llm")
                                .says("Available=True EnoughPodsOpen", "Stalled=False Progressing")
                                .because("Accepted", "proven-at '" + time + "', which is no time")
                                .tells("Warning Suspicious: …", "Normal RolloutStarted: …")
                                .then()
                                .writes("status RouterGateway llm")
                                .says("Ready=True Ready", "Accepted=True Valid")
                                .tells("Normal RevisionProven: …", "Normal Ready: …")));
    }

    private static String annotation(String name, String value) {
        return "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(name, value);
    }

    private static String retired(String time) {
        return "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}},\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"%s\":\"off\"}}}}}"
                .formatted(Names.RETIRED_AT, time, Names.TRAFFIC);
    }
}
