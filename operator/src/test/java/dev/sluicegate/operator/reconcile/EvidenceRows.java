package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.fails;
import static dev.sluicegate.operator.reconcile.Given.recordSays;
import static dev.sluicegate.operator.reconcile.Given.specBecomes;
import static dev.sluicegate.operator.reconcile.Given.timePasses;
import static dev.sluicegate.operator.reconcile.Row.steady;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.apiserver.Fault;
import dev.sluicegate.operator.render.EvidenceFile;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What is kept of pods that have failed, before they go. */
final class EvidenceRows {
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final int LARGEST = 128 * 1024;

    private EvidenceRows() {}

    static List<Row> kept() {
        return List.of(
                failing("a failed revision: its pod's end, last words and own diagnosis, in the write that gives it up")
                        .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .then(evidence(
                                "pod: llm-NEXT-1-0",
                                "at: 2026-11-21T12:",
                                "because: OOMKilled",
                                "node: node-1",
                                "phase: Running",
                                "restarts: 3",
                                "exitCode: 137",
                                "reason: OOMKilled",
                                "the last line",
                                "status: degraded"))
                        .given(evidenceHasNot("CONFIG", "secret"))
                        .writes(
                                "patch ReplicaSet llm-NEXT-1 traffic off",
                                "patch Pod llm-NEXT-1-0 traffic off",
                                "drain Pod llm-NEXT-1-0",
                                "status RouterGateway llm")
                        .because("Stalled", "evidence: kubectl describe configmap llm-")
                        .tells("Warning RolledBack: …")
                        .then(World::settle)
                        .given(World::settle)
                        .given(World::restartOperator)
                        .given(evidence("exitCode: 137"))
                        .because("Ready", "evidence: kubectl describe configmap llm-"),
                failing("an operator that takes over after the write keeps nothing anew, and goes on")
                        .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .then(World::restartOperator)
                        .given(world -> world.kubelet().diagnostics("{\"health\":\"another\"}"))
                        .writes(
                                "patch ReplicaSet llm-NEXT-1 traffic off",
                                "patch Pod llm-NEXT-1-0 traffic off",
                                "drain Pod llm-NEXT-1-0",
                                "status RouterGateway llm")
                        .tells("Warning RolledBack: …")
                        .then(evidence("status: degraded"))
                        .given(World::settle)
                        .given(World::settle)
                        .because("Stalled", "evidence: "),
                failing("a write that comes too late is decided anew, and no pod goes before")
                        .given(fails(Fault.conflict("patch ConfigMap")))
                        .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .againWithin(AT_ONCE),
                failing("whatever a router and a container say, it is no more than so much")
                        .given(world -> world.kubelet()
                                .diagnostics("{\"status\":\"" + "\\u0001".repeat(100_000) + "\",\"health\":{}}"))
                        .given(containerSays("x\u001b[31m\u0000 ü".repeat(50_000)))
                        .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .then(world -> assertThat(evidence(world).getBytes(UTF_8))
                                .hasSizeLessThan(LARGEST)
                                .hasSizeGreaterThan(LARGEST / 10))
                        .given(World::settle)
                        .because("Stalled", "evidence: "),
                failing("what others have written there makes way")
                        .given(recordSays("{\"data\":{\"evidence.yaml\":\"- [\"}}"))
                        .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .then(evidence("pod: "))
                        .given(World::settle)
                        .because("Stalled", "evidence: "),
                steady("a pod that the watchdog replaces: that it does not answer, too")
                        .given(world -> world.kubelet().silence(2))
                        .writes("status RouterGateway llm")
                        .then(timePasses(SILENCE))
                        .writes("patch ConfigMap llm-REVISION replaced with evidence", "status RouterGateway llm")
                        .then(evidence(
                                "pod: llm-REVISION-2-0",
                                "because: \"watchdog: has not answered since",
                                "diagnosis: \"none: its router did not answer within 1 s\""))
                        .writes("create ReplicaSet llm-REVISION-4", "status RouterGateway llm")
                        .tells("Warning PodReplaced: pod llm-REVISION-2-0 has not answered since …")
                        .then(world -> assertThat(lastReason(world))
                                .endsWith(". evidence: kubectl describe configmap llm-" + world.first()))
                        .says("Ready=True Ready"));
    }

    static List<Row> notKept() {
        return List.of(
                failing(
                                "a policy refuses the evidence: the revision is given up all the same, and why there is none is said")
                        .given(fails(Fault.quota("patch ConfigMap")))
                        .writes(
                                "patch ConfigMap llm-NEXT failed with evidence",
                                "patch ConfigMap llm-NEXT failed",
                                "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .then(world -> assertThat(evidence(world)).isEmpty())
                        .writes(
                                "patch ReplicaSet llm-NEXT-1 traffic off",
                                "patch Pod llm-NEXT-1-0 traffic off",
                                "drain Pod llm-NEXT-1-0",
                                "status RouterGateway llm")
                        .because("Stalled", "no evidence is kept: the API server refused to patch ConfigMap")
                        .tells("Warning RolledBack: …"),
                failing("a time-out after which the evidence is there: nothing is written twice")
                        .given(fails(Fault.timeoutAfterCommit("patch ConfigMap")))
                        .writes(
                                "patch ConfigMap llm-NEXT failed with evidence",
                                "patch ConfigMap llm-NEXT failed",
                                "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .againWithin(AT_ONCE)
                        .then(evidence("exitCode: 137"))
                        .given(World::settle)
                        .because("Stalled", "evidence: kubectl describe configmap llm-"),
                failing("a router that refuses to say how it is")
                        .given(world -> world.kubelet().diagnostics(""))
                        .writes("patch ConfigMap llm-NEXT failed with evidence", "status RouterGateway llm")
                        .tells("Warning OOMKilled: …", "Warning PodProblem: …")
                        .then(evidence("exitCode: 137"))
                        .given(World::settle)
                        .because("Stalled", "evidence: "));
    }

    /** The first pod of another config has run out of memory three times, and its fourth router is being started. */
    private static Row failing(String name) {
        return steady(name)
                .given(specBecomes("{\"streams\":{\"heartbeat\":\"5s\"}}"))
                .given(World::reconcile)
                .given(world -> world.kubelet().run())
                .given(World::reconcile)
                .given(containerSays("the last line"))
                .given(timePasses(SILENCE));
    }

    private static Consumer<World> containerSays(String message) {
        return world -> world.server().edit(podOfNext(world), """
                {"status":{"containerStatuses":[{"name":"router","restartCount":3,"started":false,
                 "state":{"running":{}},
                 "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","message":%s}}}]}}""".formatted(Serialization.asJson(message)), "kubelet");
    }

    private static String lastReason(World world) {
        RouterGatewayStatus status = Objects.requireNonNull(world.gateway().getStatus());
        return String.valueOf(Objects.requireNonNull(status.restarts()).lastReason());
    }

    private static Pod podOfNext(World world) {
        return world.server().all(Pod.class).stream()
                .filter(it -> !world.first().equals(it.getMetadata().getLabels().get(Names.REVISION)))
                .findFirst()
                .orElseThrow();
    }

    private static Consumer<World> evidence(String... parts) {
        return world -> assertThat(world.plain(evidence(world))).contains(parts);
    }

    private static Consumer<World> evidenceHasNot(String... parts) {
        return world -> assertThat(evidence(world)).doesNotContain(parts).doesNotContain(world.adminToken());
    }

    /** Of all records, of which one has some. */
    private static String evidence(World world) {
        return world.server().all(ConfigMap.class).stream()
                .filter(it -> it.getMetadata().getLabels().containsKey(Names.REVISION))
                .map(it -> it.getData().getOrDefault(EvidenceFile.KEY, ""))
                .collect(Collectors.joining());
    }
}
