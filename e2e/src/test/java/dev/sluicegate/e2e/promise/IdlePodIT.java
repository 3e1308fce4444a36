package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 10: a pod that carries nothing is gone soon. */
@ExtendWith(OnStage.class)
class IdlePodIT {
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final Stage stage;

    IdlePodIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void anIdlePodIsGoneTwoSecondsAfterSettlingThoughAScraperKeepsItsConnection() throws Exception {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 3).withSettle("3s"));
        String scraped = gateway.pods().getFirst().getMetadata().getName();
        try (PodTimeline timeline = stage.timeline(gateway);
                LocalPortForward admin = stage.client()
                        .pods()
                        .inNamespace(stage.namespace())
                        .withName(scraped)
                        .portForward(9090);
                HttpClient scraper = HttpClient.newHttpClient()) {
            scrape(scraper, admin);
            // The row's own bound, and no time limit of the test's. A busy machine only ever makes it longer, so the
            // fastest pod of a few rollouts tells what bounds it.
            Duration bound = SETTLE.plusSeconds(2);
            Duration fastest = roll(gateway, timeline, "16Mi");
            assertThat(timeline.lives())
                    .as("the scraped pod, whose scraper is still connected")
                    .filteredOn(life -> life.name().equals(scraped))
                    .singleElement()
                    .satisfies(life -> assertThat(life.goneAt()).isNotNull());
            for (String body : List.of("8Mi", "4Mi")) {
                if (fastest.compareTo(bound) > 0) {
                    fastest = Collections.min(List.of(fastest, roll(gateway, timeline, body)));
                }
            }
            assertThat(fastest).isLessThanOrEqualTo(bound);
        }
    }

    /** Changes the config, and says how long the fastest of the old pods took from leaving the Service to being gone. */
    private static Duration roll(LiveGateway gateway, PodTimeline timeline, String body) {
        String before = gateway.stableRevision();
        Instant changed = Instant.now();
        gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"" + body + "\"}}}");
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        // the watch may be a moment behind
        await("the old pods' ends")
                .atMost(Stage.PATIENCE)
                .until(() -> livesOf(timeline, before).stream().allMatch(life -> life.goneAt() != null));
        List<PodTimeline.Life> old = livesOf(timeline, before);
        assertThat(old).hasSize(3);
        old.forEach(life -> report(life, changed));
        return old.stream()
                .map(life -> life.leaving().orElseThrow())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static List<PodTimeline.Life> livesOf(PodTimeline timeline, String revision) {
        return timeline.lives().stream()
                .filter(life -> life.revision().equals(revision))
                .toList();
    }

    private static void report(PodTimeline.Life life, Instant changed) {
        System.err.printf(
                "idle pod %s left the Service %d ms after the change, and was gone %d ms after that (settle %d ms)%n",
                life.name(),
                Duration.between(changed, Objects.requireNonNull(life.withdrawnAt()))
                        .toMillis(),
                life.leaving().orElseThrow().toMillis(),
                SETTLE.toMillis());
    }

    /** Leaves its connection open, as HTTP/1.1 clients do. */
    private static void scrape(HttpClient scraper, LocalPortForward admin) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + admin.getLocalPort() + AdminApi.METRICS);
        HttpResponse<String> response =
                scraper.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).contains("sluicegate_");
    }
}
