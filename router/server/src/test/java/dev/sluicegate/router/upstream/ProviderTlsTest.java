package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final String PASSWORD = "password";
    private static final String BODY = "{\"model\":\"%s\"}";

    private Path folder = Path.of("");
    private FakeUpstream upstream;
    private FakeUpstream misnamed;
    private RunningRouter router;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        upstream = upstream("ours", "ip:127.0.0.1");
        misnamed = upstream("misnamed", "dns:somebody.else");
        upstream("foreign", "ip:127.0.0.1").close();
        router = RunningRouter.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                providers:
                  - {name: ours, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1", tls: {ca: {file: "%3$s/ours.pem"}}}
                  - {name: unknown, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1"}
                  - {name: foreign, api: OpenAI, baseUrl: "https://127.0.0.1:%1$d/v1", tls: {ca: {file: "%3$s/foreign.pem"}}}
                  - {name: misnamed, api: OpenAI, baseUrl: "https://127.0.0.1:%2$d/v1", tls: {ca: {file: "%3$s/misnamed.pem"}}}
                models:
                  - {name: ours, targets: [{provider: ours}]}
                  - {name: unknown, targets: [{provider: unknown}]}
                  - {name: foreign, targets: [{provider: foreign}]}
                  - {name: misnamed, targets: [{provider: misnamed}]}
                """.formatted(upstream.port(), misnamed.port(), folder));
    }

    @AfterAll
    void close() {
        router.close();
        upstream.close();
        misnamed.close();
    }

    /** With a certificate that is its own authority. */
    private FakeUpstream upstream(String name, String subject) throws IOException, InterruptedException {
        String store = folder.resolve(name + ".p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c",
                "-ext",
                "san=" + subject,
                "-keystore",
                store);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-file",
                folder.resolve(name + ".pem").toString(),
                "-keystore",
                store);
        return new FakeUpstream(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store).setPassword(PASSWORD)));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(1, List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void trustsWhomTheConfigTrusts() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = RunningRouter.HTTP.sendAsync(
                router.request("/v1/chat/completions", BODY.formatted("ours")), HttpResponse.BodyHandlers.ofString());
        upstream.take().json(200, "{\"ok\":true}");

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"ok\":true}");
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
        assertThat(errors(folder.resolve("missing.pem"))).contains("providers[0].tls.ca: there is no file");
        assertThat(errors(RunningRouter.write("nothing"))).contains("providers[0].tls.ca:");
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
