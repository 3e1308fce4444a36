package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.testkit.Certificates;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers whose certificates nobody knows but the config. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderTlsTest {
    private static final String BODY = "{\"model\":\"%s\"}";

    private Path folder = Path.of("");
    private FakeUpstream upstream;
    private FakeUpstream misnamed;
    private FakeUpstream careful;
    private Certificates foreign;
    private RunningRouter router;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Certificates ours = Certificates.of("ours", "ip:127.0.0.1");
        Certificates others = Certificates.of("misnamed", "dns:somebody.else");
        foreign = Certificates.of("foreign", "ip:127.0.0.1");
        upstream = upstream(ours);
        misnamed = upstream(others);
        careful = new FakeUpstream(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(ours.forServer())
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(foreign.certificatePem()))));
        trust("ours", ours);
        trust("misnamed", others);
        trust("foreign", foreign);
        trust("changing", foreign);
        foreign.write(folder.resolve("client"));
        router = RunningRouter.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                providers:
                  - {name: ours, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1", tls: {ca: {file: "%3$s/ours.pem"}}}
                  - {name: unknown, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1"}
                  - {name: foreign, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1", tls: {ca: {file: "%3$s/foreign.pem"}}}
                  - {name: misnamed, api: OpenAI, baseUrl: "https://127.0.0.1:%2$d/v1", tls: {ca: {file: "%3$s/misnamed.pem"}}}
                  - {name: changing, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1", tls: {ca: {file: "%3$s/changing.pem"}}, ejection: {failures: 1000}}
                  - {name: known, api: OpenAI, baseUrl: "https://127.0.0.1:%4$d/v1", tls: {ca: {file: "%3$s/ours.pem"}, client: {file: "%3$s/client/tls.crt", keyFile: "%3$s/client/tls.key"}}}
                  - {name: stranger, api: OpenAI, baseUrl: "https://127.0.0.1:%4$d/v1", tls: {ca: {file: "%3$s/ours.pem"}}}
                models:
                  - {name: changing, targets: [{provider: changing}], retry: {attempts: 0}}
                  - {name: known, targets: [{provider: known}]}
                  - {name: stranger, targets: [{provider: stranger}], retry: {attempts: 0}}
                  - {name: ours, targets: [{provider: ours}]}
                  - {name: unknown, targets: [{provider: unknown}]}
                  - {name: foreign, targets: [{provider: foreign}]}
                  - {name: misnamed, targets: [{provider: misnamed}]}
                """.formatted(upstream.port(), misnamed.port(), folder, careful.port()));
    }

    @AfterAll
    void close() {
        router.close();
        upstream.close();
        misnamed.close();
        careful.close();
    }

    /** With a certificate that is its own authority. */
    private FakeUpstream upstream(Certificates own) throws Exception {
        return new FakeUpstream(new HttpServerOptions().setSsl(true).setKeyCertOptions(own.forServer()));
    }

    private Path trust(String name, Certificates authority) throws Exception {
        return Files.writeString(folder.resolve(name + ".pem"), authority.certificatePem());
    }

    @Test
    void trustsWhomTheConfigTrusts() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = RunningRouter.HTTP.sendAsync(
                router.request("/v1/chat/completions", BODY.formatted("ours")), HttpResponse.BodyHandlers.ofString());
        upstream.take().json(200, "{\"ok\":true}");

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void showsItsCertificateToAProviderThatAsksForOne() throws Exception {
        careful.answers(call -> call.json(200, "{\"ok\":true}"));

        HttpResponse<String> known = router.post("/v1/chat/completions", BODY.formatted("known"));
        assertThat(known.body()).isEqualTo("{\"ok\":true}");
        HttpResponse<String> stranger = router.post("/v1/chat/completions", BODY.formatted("stranger"));
        assertThat(stranger.statusCode()).isEqualTo(502);
    }

    /** With a router that reads authorities at its start only, the last answer never comes. */
    @Test
    void takesUpAuthoritiesThatHaveChanged() throws Exception {
        assertThat(router.post("/v1/chat/completions", BODY.formatted("changing"))
                        .statusCode())
                .isEqualTo(502);
        Path file = folder.resolve("changing.pem");
        Files.writeString(file, "half");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> router.admin("GET", AdminApi.HEALTH_DETAILED, "")
                        .body()
                        .contains("changing.pem holds something that is no certificate"));
        Files.copy(folder.resolve("ours.pem"), file, StandardCopyOption.REPLACE_EXISTING);
        upstream.answers(call -> call.json(200, "{\"ok\":true}"));
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> router.post("/v1/chat/completions", BODY.formatted("changing"))
                                    .statusCode()
                            == 200);
        } finally {
            upstream.answers(upstream::leaveToTheTest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "foreign", "misnamed"})
    void trustsNobodyElse(String model) throws Exception {
        HttpResponse<String> answer = router.post("/v1/chat/completions", BODY.formatted(model));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("cannot connect to provider '" + model + "': the TLS handshake failed");
    }

    @Test
    void saysWhatIsWrongWithTheFileBeforeItStarts() {
        assertThat(errors(folder.resolve("missing.pem"))).contains("providers[0].tls: there is no file");
        assertThat(errors(RunningRouter.write("nothing"))).contains("providers[0].tls:");
        assertThat(errors(RunningRouter.write(""))).contains("has no certificate in it");
    }

    private static String errors(Path file) {
        String config = """
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "https://a/v1", tls: {ca: {file: "%s"}}}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(file);
        return LoadedConfig.ofFile(config.getBytes(UTF_8), Map.of()) instanceof LoadedConfig.Refused(var errors)
                ? String.join("\n", errors.stream().map(ConfigError::toString).toList())
                : "";
    }
}
