package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 10. */
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
                stage.serving(GatewayManifest.of(stage.images(), 1).withSettle("3s"));
        String pod = gateway.pods().getFirst().getMetadata().getName();
        try (PodTimeline timeline = stage.timeline(gateway);
                LocalPortForward admin = stage.client()
                        .pods()
                        .inNamespace(stage.namespace())
                        .withName(pod)
                        .portForward(9090);
                HttpClient scraper = HttpClient.newHttpClient()) {
            scrape(scraper, admin);
            gateway.patch("{\"spec\":{\"limits\":{\"requestBody\":\"16Mi\"}}}");
            gateway.awaitReady(Stage.PATIENCE);

            PodTimeline.Life life = timeline.lives().stream()
                    .filter(candidate -> candidate.name().equals(pod))
                    .findFirst()
                    .orElseThrow();
            Duration leaving = life.leaving().orElseThrow();
            System.err.println("an idle pod was gone " + leaving.toMillis()
                    + " ms after it left the Service; settle is " + SETTLE.toMillis() + " ms; " + life);
            // the row's own bound, and no time limit of the test's
            assertThat(leaving).isLessThanOrEqualTo(SETTLE.plusSeconds(2));
        }
    }

    /** Leaves its connection open, as HTTP/1.1 clients do. */
    private static void scrape(HttpClient scraper, LocalPortForward admin) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + admin.getLocalPort() + AdminApi.METRICS);
        HttpResponse<String> response =
                scraper.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).contains("sluicegate_");
    }
}
