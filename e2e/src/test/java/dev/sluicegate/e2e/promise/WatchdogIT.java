package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.RestartRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RestartsStatus;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Routers' processes are stopped in their pods: they run, and answer nobody. */
@ExtendWith(OnStage.class)
class WatchdogIT {
    private static final int STREAMS = 10;

    private final Stage stage;
    private final List<ProcessHandle> stopped = new ArrayList<>();

    WatchdogIT(Stage stage) {
        this.stage = stage;
    }

    @AfterEach
    void letAllGoOn() {
        stopped.forEach(it -> signal(it, "CONT"));
    }

    @Test
    void onePodThatAnswersNobodyIsReplacedAndNoneWhenAllAreAlike() throws IOException {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 3).withSettle("2s"));
        gateway.patch("{\"spec\":{\"watchdog\":{\"unresponsiveAfter\":\"8s\"}}}");
        gateway.awaitReady(Stage.PATIENCE);
        noneIsReplacedWhenAllAreAlike(gateway);
        letAllGoOn();
        stopped.clear();
        await("the pods to be well again")
                .atMost(Stage.PATIENCE)
                .until(() -> gateway.isReady() && heldBack(gateway).isEmpty());
        oneIsReplacedAndTheOthersLoseNothing(gateway);
    }

    private void noneIsReplacedWhenAllAreAlike(LiveGateway gateway) {
        Set<String> before = uids(gateway);
        gateway.pods().forEach(this::stop);
        await("the watchdog to say so")
                .atMost(Stage.PATIENCE)
                .until(() -> heldBack(gateway).isPresent());

        assertThat(heldBack(gateway).orElseThrow()).contains("does not answer, and so it is with most pods");
        assertThat(recent(gateway)).isEmpty();
        assertThat(uids(gateway)).isEqualTo(before);
    }

    private void oneIsReplacedAndTheOthersLoseNothing(LiveGateway gateway) throws IOException {
        List<Pod> pods = gateway.pods();
        Pod sick = pods.getFirst();
        String name = sick.getMetadata().getName();
        try (LocalPortForward one = forward(pods.get(1));
                LocalPortForward other = forward(pods.get(2));
                PodTimeline timeline = stage.timeline(gateway);
                Load load = stage.load(plan(one, other))) {
            await("streams").atMost(Stage.PATIENCE).until(() -> load.progress().openStreams() >= STREAMS / 2);
            stop(sick);
            Instant stoppedAt = Instant.now();
            await("the watchdog to replace it")
                    .atMost(Stage.PATIENCE)
                    .until(() -> !recent(gateway).isEmpty());
            Duration noticed = Duration.between(stoppedAt, Instant.now());
            await("it to leave the Service")
                    .atMost(Stage.PATIENCE)
                    .until(() -> lifeOf(timeline, name).withdrawnAt() != null);
            System.err.printf(
                    "a stopped router was noticed after %d s, and out of the Service after %d s%n",
                    noticed.toSeconds(),
                    Duration.between(
                                    stoppedAt,
                                    Objects.requireNonNull(
                                            lifeOf(timeline, name).withdrawnAt()))
                            .toSeconds());
            letAllGoOn();
            await("it to go")
                    .atMost(Stage.PATIENCE)
                    .until(() -> lifeOf(timeline, name).goneAt() != null);
            gateway.awaitReady(Stage.PATIENCE);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(20, STREAMS, 0, Map.of()));

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(recent(gateway)).singleElement().satisfies(row -> {
                assertThat(row.pod()).isEqualTo(name);
                assertThat(row.cause()).isEqualTo("Unresponsive");
            });
            assertThat(stage.client()
                            .v1()
                            .events()
                            .inNamespace(stage.namespace())
                            .list()
                            .getItems())
                    .anyMatch(it -> it.getReason().equals("PodReplaced")
                            && it.getMessage().contains(name));
            assertThat(timeline.lives())
                    .filteredOn(it -> it.goneAt() != null)
                    .as("pods that are gone")
                    .hasSize(1);
        }
    }

    private LoadPlan plan(LocalPortForward one, LocalPortForward other) {
        return new LoadPlan(
                List.of(target(one), target(other)),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(2, STREAMS)),
                new LoadPlan.Lengths(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(8)),
                Duration.ofSeconds(1));
    }

    private static URI target(LocalPortForward forward) {
        return URI.create("http://127.0.0.1:" + forward.getLocalPort());
    }

    private LocalPortForward forward(Pod pod) {
        return stage.client().pods().resource(pod).portForward(8080);
    }

    private static PodTimeline.Life lifeOf(PodTimeline timeline, String pod) {
        return timeline.lives().stream()
                .filter(it -> it.name().equals(pod))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> uids(LiveGateway gateway) {
        return gateway.pods().stream().map(it -> it.getMetadata().getUid()).collect(Collectors.toSet());
    }

    private static Optional<RestartsStatus> restarts(LiveGateway gateway) {
        return gateway.status().map(RouterGatewayStatus::restarts);
    }

    private static Optional<String> heldBack(LiveGateway gateway) {
        return restarts(gateway).map(RestartsStatus::heldBack);
    }

    private static List<RestartRow> recent(LiveGateway gateway) {
        return restarts(gateway).map(RestartsStatus::recent).orElse(List.of());
    }

    /** Only a cluster on this machine has its processes here. */
    private void stop(Pod pod) {
        String variable = AdminApi.POD_UID_VARIABLE + "=" + pod.getMetadata().getUid();
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(it -> environment(it).contains(variable))
                .toList();
        assumeThat(processes).as("the pod's process on this machine").isNotEmpty();
        processes.forEach(it -> {
            signal(it, "STOP");
            stopped.add(it);
        });
    }

    private static List<String> environment(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"), ISO_8859_1)
                    .split("\0"));
        } catch (IOException e) {
            return List.of(); // it has ended, or is not ours to see
        }
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
