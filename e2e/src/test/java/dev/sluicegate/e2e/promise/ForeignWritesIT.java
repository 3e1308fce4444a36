package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 33 and 39: what others write on a gateway's objects, or tell its routers, takes nothing out of the Service. */
@ExtendWith(OnStage.class)
class ForeignWritesIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(50, 10, 0, Map.of());

    private static final String FINALIZER = "\"finalizers\":[\"example.com/keep\"]";

    private static final String NO_FINALIZER = "{\"metadata\":{\"finalizers\":null}}";

    private final Stage stage;

    ForeignWritesIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void whatOthersWriteOnItsObjectsIsReportedAndTakesNothingOutOfTheService() {
        LiveGateway other = stage.serving(GatewayManifest.of(stage.images(), 1));
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        List<String> pods = uids(gateway);
        Map<String, String> others = versions(other);
        List<HasMetadata> written =
                objects(gateway).filter(it -> !(it instanceof Pod)).toList();
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(5)))) {
            gateway.pods().forEach(it -> patch(it, """
                    {"metadata":{%s,"labels":{"team":"others"},"annotations":{
                      "controller.kubernetes.io/pod-deletion-cost":"-2147483648",
                      "sluicegate.dev/retired-at":"yesterday, as pods go"}}}""".formatted(FINALIZER)));
            written.forEach(it -> patch(it, """
                    {"metadata":{%s,"labels":{"team":"others"},"annotations":{
                      "sluicegate.dev/retired-at":"yesterday","sluicegate.dev/proven-at":"once",
                      "sluicegate.dev/canary":"{"}}}""".formatted(FINALIZER)));

            gateway.awaitCondition("Accepted", "True", "retired-at", Stage.PATIENCE);
            awaitQuiet(gateway);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(uids(gateway)).as("pods").isEqualTo(pods);
            assertThat(versions(other)).as("of the other gateway's objects").isEqualTo(others);
        } finally {
            Stream.concat(gateway.pods().stream(), written.stream()).forEach(it -> patch(it, NO_FINALIZER));
        }
    }

    /** Nobody writes anything of it for longer than an operator that waits for something takes to look again. */
    private void awaitQuiet(LiveGateway gateway) {
        AtomicReference<Map<String, String>> last = new AtomicReference<>(Map.of());
        await("nothing more to be written")
                .atMost(Stage.PATIENCE)
                .during(Silence.SHORT)
                .until(() -> versions(gateway).equals(last.getAndSet(versions(gateway))));
    }

    @Test
    void aRouterThatSomebodyTellsToDrainIsReopened() throws IOException {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        List<String> pods = uids(gateway);
        Pod router = gateway.pods().getFirst();
        try (LocalPortForward admin = stage.client().pods().resource(router).portForward(Names.ADMIN_PORT);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder().header("Authorization", "Bearer " + token(gateway));
            URI uri = URI.create("http://localhost:" + admin.getLocalPort());
            HttpRequest drain = request.uri(uri.resolve(AdminApi.DRAIN))
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"by hand\"}"))
                    .build();
            // as for a pod that is gone, and whose address this one has now
            HttpRequest ofAnother = HttpRequest.newBuilder(drain, (name, value) -> true)
                    .header(AdminApi.POD_HEADER, "the-one-that-is-gone")
                    .build();
            assertThat(send(client, ofAnother).statusCode()).isEqualTo(421);
            String drains = ask(client, drain);
            assertThat(drains).doesNotContain("\"phase\":\"serving\"");
            long told = System.nanoTime();
            await("the router to serve again")
                    .atMost(Stage.PATIENCE)
                    .until(() -> ask(
                                    client,
                                    request.uri(uri.resolve(AdminApi.STATUS))
                                            .GET()
                                            .build())
                            .contains("\"phase\":\"serving\""));
            System.err.println("a router that was told to drain served again after "
                    + Duration.ofNanos(System.nanoTime() - told).toMillis() + " ms");
        }
        gateway.awaitReady(Stage.PATIENCE);
        assertThat(uids(gateway)).isEqualTo(pods);
    }

    private static String ask(HttpClient client, HttpRequest request) {
        HttpResponse<String> response = send(client, request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().replace(" ", "").toLowerCase(Locale.ROOT);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String token(LiveGateway gateway) {
        Map<String, String> data = Objects.requireNonNull(stage.client()
                        .secrets()
                        .inNamespace(stage.namespace())
                        .withName(Names.adminSecret(gateway.name()))
                        .get())
                .getData();
        return new String(Base64.getDecoder().decode(data.get(MountedFile.ADMIN_TOKEN)), StandardCharsets.US_ASCII);
    }

    /** What may be gone meanwhile is left alone. */
    private void patch(HasMetadata object, String merge) {
        try {
            stage.client().resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), merge);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    private Stream<HasMetadata> objects(LiveGateway gateway) {
        return Stream.of(
                        stage.client().pods(),
                        stage.client().apps().replicaSets(),
                        stage.client().services(),
                        stage.client().configMaps())
                .flatMap(it -> it
                        .inNamespace(stage.namespace())
                        .withLabel("sluicegate.dev/gateway", gateway.name())
                        .list()
                        .getItems()
                        .stream())
                .map(HasMetadata.class::cast);
    }

    private Map<String, String> versions(LiveGateway gateway) {
        return Stream.concat(objects(gateway), Stream.of(gateway.get()))
                .collect(Collectors.toMap(
                        it -> it.getKind() + " " + it.getMetadata().getName(),
                        it -> it.getMetadata().getResourceVersion()));
    }

    private static List<String> uids(LiveGateway gateway) {
        return gateway.pods().stream()
                .map(it -> it.getMetadata().getUid())
                .sorted()
                .toList();
    }
}
