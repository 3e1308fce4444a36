package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.mutant.Mutant;
import dev.sluicegate.e2e.mutant.SickRouter;
import dev.sluicegate.e2e.provider.Directive;
import dev.sluicegate.e2e.provider.Fault;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.RestartRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RestartsStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Routers that answer and do not do their work. What a router sees of its container's memory and CPU limit comes from cgroup v2, which not every machine
 * has: {@code ProcessVitalsTest}.
 */
@ExtendWith(OnStage.class)
class WatchdogCausesIT {
    /** Three times as many in a minute as have to end before anything is concluded from them. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(400);

    private final Stage stage;

    WatchdogCausesIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void onePodWhoseProviderFailsForItAloneIsReplaced() throws IOException {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 3).withSettle("2s"));
        List<Pod> pods = gateway.pods();
        String sick = pods.getFirst().getMetadata().getName();
        Instant began = Instant.now();
        try (LocalPortForward first = forward(pods.getFirst());
                LocalPortForward second = forward(pods.get(1));
                LocalPortForward third = forward(pods.get(2));
                PodTimeline timeline = stage.timeline(gateway);
                Requests failing = new Requests(first, Fault.SERVER_ERROR);
                Requests one = new Requests(second, Fault.NONE);
                Requests other = new Requests(third, Fault.NONE)) {
            await("the watchdog to replace it")
                    .atMost(Stage.PATIENCE)
                    .until(() -> !recent(gateway).isEmpty());
            System.err.printf(
                    "a pod whose provider failed for it alone was noticed after %d s and %d requests%n",
                    Duration.between(began, Instant.now()).toSeconds(), failing.failed.get());
            awaitGone(timeline, sick);
            verifyOnlyItWent(gateway, timeline, sick, "Errors", List.of(one, other));
        }
    }

    @Test
    void onePodOfWhichAnEventLoopStandsStillIsReplaced() throws IOException {
        verifyReplaced(Mutant.STALLS, "Stalled");
    }

    @Test
    void onePodWhoseHeapIsFullIsReplaced() throws IOException {
        verifyReplaced(Mutant.FILLS_ITS_HEAP, "Memory");
    }

    /** The pods are alike, and one of them falls ill. */
    private void verifyReplaced(Mutant mutant, String cause) throws IOException {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 3)
                .withSettle("2s")
                .withTimeout("20s")
                .withTerminationBudget("20s")
                .withMutant(stage.images().mutant(), mutant.word()));
        gateway.patch("{\"spec\":{\"watchdog\":{\"unresponsiveAfter\":\"8s\",\"memoryPercent\":60}}}");
        gateway.awaitReady(Stage.PATIENCE);
        List<Pod> pods = gateway.pods();
        String sick = pods.getFirst().getMetadata().getName();
        try (LocalPortForward second = forward(pods.get(1));
                LocalPortForward third = forward(pods.get(2));
                PodTimeline timeline = stage.timeline(gateway);
                Requests one = new Requests(second, Fault.NONE);
                Requests other = new Requests(third, Fault.NONE)) {
            Instant began = Instant.now();
            fallIll(pods.getFirst());
            await("the watchdog to replace it")
                    .atMost(Stage.PATIENCE)
                    .until(() -> !recent(gateway).isEmpty());
            System.err.printf(
                    "%s: noticed after %d s: %s%n",
                    cause,
                    Duration.between(began, Instant.now()).toSeconds(),
                    recent(gateway).getFirst().message());
            awaitGone(timeline, sick);
            System.err.printf(
                    "%s: gone after %d s%n",
                    cause, Duration.between(began, Instant.now()).toSeconds());
            verifyOnlyItWent(gateway, timeline, sick, cause, List.of(one, other));
            assertThat(recent(gateway))
                    .singleElement()
                    .satisfies(row -> assertThat(row.message()).contains("its router says"));
        }
    }

    private static void awaitGone(PodTimeline timeline, String pod) {
        await("it to go")
                .atMost(Stage.PATIENCE)
                .until(() -> timeline.lives().stream().anyMatch(it -> it.name().equals(pod) && it.goneAt() != null));
    }

    /** No other pod has gone, and the others have answered all that they were asked. */
    private static void verifyOnlyItWent(
            LiveGateway gateway, PodTimeline timeline, String sick, String cause, List<Requests> others) {
        gateway.awaitReady(Stage.PATIENCE);

        assertThat(recent(gateway)).singleElement().satisfies(row -> {
            assertThat(row.pod()).isEqualTo(sick);
            assertThat(row.cause()).isEqualTo(cause);
        });
        assertThat(timeline.lives())
                .filteredOn(it -> it.goneAt() != null)
                .as("pods that are gone")
                .hasSize(1);
        assertThat(others).allSatisfy(it -> {
            assertThat(it.failed).hasValue(0);
            assertThat(it.answered).hasPositiveValue();
        });
    }

    private void fallIll(Pod pod) throws IOException {
        try (LocalPortForward forward = stage.client().pods().resource(pod).portForward(SickRouter.PORT);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
            assertThat(socket.getInputStream().read()).as("its word").isNegative();
        }
    }

    private LocalPortForward forward(Pod pod) {
        return stage.client().pods().resource(pod).portForward(8080);
    }

    private static List<RestartRow> recent(LiveGateway gateway) {
        return gateway.status()
                .map(RouterGatewayStatus::restarts)
                .map(RestartsStatus::recent)
                .orElse(List.of());
    }

    /** Requests to one pod, one after the other, until they are closed. */
    private static final class Requests implements AutoCloseable {
        final AtomicInteger sent = new AtomicInteger();
        final AtomicInteger answered = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        private final URI target;
        private final Fault fault;
        private final HttpClient client = HttpClient.newHttpClient();
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

        Requests(LocalPortForward forward, Fault fault) {
            this.target = URI.create("http://127.0.0.1:%d/v1/chat/completions".formatted(forward.getLocalPort()));
            this.fault = fault;
            var _ = thread.scheduleAtFixedRate(this::send, 0, BETWEEN_REQUESTS.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void send() {
            try {
                HttpResponse<Void> response = client.send(
                        request("watchdog-" + sent.incrementAndGet()), HttpResponse.BodyHandlers.discarding());
                (response.statusCode() == 200 ? answered : failed).incrementAndGet();
            } catch (IOException e) {
                failed.incrementAndGet(); // the pod is gone, or the way to it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private HttpRequest request(String id) {
            Directive directive = new Directive(id, 1, 0, 0, fault);
            String body = "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                    .formatted(directive.text());
            return HttpRequest.newBuilder(target)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                    .build();
        }

        @Override
        public void close() {
            thread.shutdownNow();
            client.shutdownNow();
        }
    }
}
