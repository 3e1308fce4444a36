package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.apiserver.ApiCall;
import dev.sluicegate.e2e.apiserver.ApiFaults;
import dev.sluicegate.e2e.apiserver.Fate;
import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.apiserver.WrongOperator;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 39: a pod that drains dies, and another pod of its gateway, which serves, gets its address before the operator knows of either. The
 * operator goes on to give its orders to that address.
 */
@ExtendWith(OnStage.class)
class AddressReuseIT {
    private static final int STREAMS = 4;
    private static final String DRAINED = "the heir of the address to be drained";
    private static final Duration LONGER_THAN_SETTLING = Duration.ofSeconds(20);

    private final Stage stage;

    AddressReuseIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void thePodThatGetsTheAddressIsNotDrained() {
        assertThat(heirIsDrained(Stage.operator(), "address-reused")).isFalse();
        assertThat(log("address-reused")).as("or no order went to it").contains("another pod has this address now");
    }

    @Test
    void anOperatorThatTakesAnyAnswerIsFound() {
        WrongOperator wrong = WrongOperator.TAKES_ANY_ANSWER;
        assertThat(heirIsDrained(wrong.classes(Stage.operator().getFirst()), "takes-any-answer"))
                .isTrue();
    }

    /** What the API server says of pods is held back while it is wanted. */
    private static final class HeldBack implements ApiFaults {
        private volatile CountDownLatch end = new CountDownLatch(0);

        void begin() {
            end = new CountDownLatch(1);
        }

        void end() {
            end.countDown();
        }

        @Override
        public Fate fate(ApiCall call) {
            return new Fate.Passed();
        }

        @Override
        public Delivery delivery(ApiCall watch, String event) {
            if (watch.resource().equals("pods")) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Delivery.DELIVERED;
        }
    }

    private boolean heirIsDrained(List<Path> operator, String name) {
        HeldBack events = new HeldBack();
        try (OperatorOnHost _ = stage.operatorOnHost(operator, events, name)) {
            String node = stage.nodes().getFirst();
            LiveGateway gateway = LiveGateway.apply(
                    stage.client(),
                    stage.namespace(),
                    GatewayManifest.of(stage.images(), 1).yaml()
                            + "    nodeSelector: {kubernetes.io/hostname: %s}%n".formatted(node));
            gateway.awaitReady(Stage.PATIENCE);
            stage.awaitAnswers(stage.targets(gateway));
            Pod drains = gateway.pods().getFirst();
            try (Load load = stage.load(streams(gateway))) {
                await("streams")
                        .atMost(Stage.PATIENCE)
                        .until(() -> load.progress().openStreams() == STREAMS);
                load.stopStarting();
                String before = gateway.stableRevision();
                gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
                gateway.awaitProvenAfter(before, Stage.PATIENCE);
                Pod serves = gateway.pods().stream()
                        .filter(pod -> !RouterPods.isSame(pod, drains))
                        .findFirst()
                        .orElseThrow();

                events.begin();
                replaced(gateway, drains);
                stage.cluster().faults().givesNext(node, drains.getStatus().getPodIP());
                Pod heir = replaced(gateway, serves);
                assertThat(heir.getStatus().getPodIP())
                        .as("the address of the pod that drained")
                        .isEqualTo(drains.getStatus().getPodIP());

                // another limit is told to what drains
                gateway.patch("{\"spec\":{\"drain\":{\"timeout\":\"3m\"}}}");
                return turnsNewRequestsAway(heir);
            } finally {
                events.end();
            }
        }
    }

    /** Kubernetes makes another pod in the place of one that dies at once. */
    private Pod replaced(LiveGateway gateway, Pod pod) {
        String seat = pod.getMetadata().getOwnerReferences().getFirst().getName();
        stage.deletesByHand(pod.getMetadata().getName());
        stage.client().pods().resource(pod).withGracePeriod(0).delete();
        return await("the next pod of " + seat)
                .atMost(Stage.PATIENCE)
                .until(
                        () -> gateway.pods().stream()
                                .filter(it -> it.getMetadata()
                                        .getOwnerReferences()
                                        .getFirst()
                                        .getName()
                                        .equals(seat))
                                .filter(it -> !RouterPods.isSame(it, pod) && Readiness.isPodReady(it))
                                .findFirst()
                                .orElse(null),
                        it -> it != null);
    }

    private static boolean turnsNewRequestsAway(Pod pod) {
        try {
            await(DRAINED)
                    .atMost(LONGER_THAN_SETTLING)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> !isOpen(pod));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static boolean isOpen(Pod pod) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + pod.getStatus().getPodIP() + ":9090" + AdminApi.READY))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        }
    }

    private static String log(String operator) {
        try {
            return Files.readString(Path.of("target", "evidence", "operator-" + operator, OperatorOnHost.LOG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoadPlan streams(LiveGateway gateway) {
        return LoadPlan.streams(stage.targets(gateway), Stage.MODELS, STREAMS, Duration.ofMinutes(2));
    }
}
