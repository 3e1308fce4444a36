package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.testkit.Certificates;
import dev.sluicegate.router.testkit.FakeProxy;
import dev.sluicegate.router.testkit.FakeProxy.Behaviour;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers behind an egress proxy, whose names only that proxy can look up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EgressProxyTest {
    private static final String BODY = "{\"model\":\"%s\"}";
    private static final String PASSWORD = "the-proxys-own-password";
    private static final String BASIC = basic(PASSWORD);

    private FakeUpstream provider;
    private FakeUpstream other;
    private FakeProxy tunnel;
    private FakeProxy careful;
    private FakeProxy socks;
    private FakeProxy broken;
    private FakeProxy silent;
    private FakeProxy hangsUp;
    private RunningRouter router;
    private Path ca = Path.of("");

    @BeforeAll
    void start() throws Exception {
        Certificates its = Certificates.of("provider", "dns:provider.invalid");
        ca = RunningRouter.write(its.certificatePem());
        Path password = RunningRouter.write(PASSWORD + "\n");
        provider = new FakeUpstream(new HttpServerOptions().setSsl(true).setKeyCertOptions(its.forServer()));
        other = new FakeUpstream();
        tunnel = new FakeProxy(provider.port(), Behaviour.TUNNEL);
        careful = new FakeProxy(provider.port(), Behaviour.ASK_FOR_CREDENTIALS).taking(BASIC);
        socks = new FakeProxy(provider.port(), Behaviour.TUNNEL).taking("pod:" + PASSWORD);
        broken = new FakeProxy(provider.port(), Behaviour.BAD_GATEWAY);
        silent = new FakeProxy(provider.port(), Behaviour.SILENT);
        hangsUp = new FakeProxy(provider.port(), Behaviour.HANG_UP);
        int gone;
        try (FakeProxy closed = new FakeProxy(provider.port(), Behaviour.SILENT)) {
            gone = closed.port();
        }
        String own = "username: pod, password: {file: \"" + password + "\"}";
        router = RunningRouter.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                providers:
                  - {name: tunnel, %1$s, proxy: {url: "http://127.0.0.1:%2$d"}}
                  - {name: misnamed, %3$s, proxy: {url: "http://127.0.0.1:%2$d"}}
                  - {name: careful, %1$s, proxy: {url: "http://127.0.0.1:%4$d", %5$s}}
                  - {name: socks, %1$s, proxy: {url: "socks5://127.0.0.1:%6$d", %5$s}}
                  - {name: stranger, %1$s, proxy: {url: "http://127.0.0.1:%4$d"}}
                  - {name: broken, %1$s, proxy: {url: "http://127.0.0.1:%7$d"}}
                  - {name: silent, %1$s, proxy: {url: "http://127.0.0.1:%8$d"}, timeouts: {connect: 400ms}}
                  - {name: hangs-up, %1$s, proxy: {url: "http://127.0.0.1:%9$d"}}
                  - {name: gone, %1$s, proxy: {url: "http://127.0.0.1:%10$d"}}
                  - {name: other, api: OpenAI, baseUrl: "http://127.0.0.1:%11$d/v1"}
                models:
                %12$s
                """.formatted(
                behind("provider.invalid"),
                tunnel.port(),
                behind("misnamed.invalid"),
                careful.port(),
                own,
                socks.port(),
                broken.port(),
                silent.port(),
                hangsUp.port(),
                gone,
                other.port(),
                models("tunnel", "misnamed", "careful", "socks", "stranger", "broken", "silent", "hangs-up", "gone")));
    }

    @AfterAll
    void close() throws Exception {
        router.close();
        for (FakeProxy proxy : List.of(tunnel, careful, socks, broken, silent, hangsUp)) {
            proxy.close();
        }
        provider.close();
        other.close();
    }

    @AfterEach
    void leaveAnswersToTheTest() {
        provider.answers(provider::leaveToTheTest);
    }

    private String behind(String host) {
        return "api: OpenAI, baseUrl: \"https://" + host + ":8443/v1\", credentials: {file: \""
                + RunningRouter.write(RunningRouter.KEY) + "\"}, tls: {ca: {file: \"" + ca
                + "\"}}, ejection: {failures: 1, baseTime: 10m, maxTime: 10m}";
    }

    /** One with this provider only, and one that has another to turn to. */
    private static String models(String... providers) {
        StringBuilder models = new StringBuilder();
        for (String each : providers) {
            models.append("""
                      - {name: %1$s, targets: [{provider: %1$s}], retry: {attempts: 0}}
                      - {name: %1$s-or-other, balance: Ordered, targets: [{provider: %1$s}, {provider: other}]}
                    """.formatted(each));
        }
        return models.toString().replace("      - ", "  - ");
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("pod:" + password).getBytes(UTF_8));
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return router.post("/v1/chat/completions", BODY.formatted(model));
    }

    /** The proxy hears the provider's name, and neither the key nor the body. Red where TLS ends at the proxy. */
    @ParameterizedTest
    @CsvSource({"tunnel", "careful", "socks"})
    void goesThroughTheTunnelAndTheProxySeesNothing(String model) throws Exception {
        FakeProxy proxy = model.equals("tunnel") ? tunnel : model.equals("careful") ? careful : socks;
        provider.answers(call -> call.json(200, "{\"key\":\"" + call.headers.get("authorization") + "\"}"));

        assertThat(ask(model).body()).isEqualTo("{\"key\":\"Bearer " + RunningRouter.KEY + "\"}");
        assertThat(proxy.asked()).contains("provider.invalid:8443");
        assertThat(proxy.seen()).isNotEmpty().doesNotContain(RunningRouter.KEY, model + "\"");
    }

    /** The certificate must have the provider's name, not the proxy's, nor any. */
    @Test
    void trustsNobodyElseAtTheTunnelsEnd() throws Exception {
        HttpResponse<String> answer = ask("misnamed");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("cannot connect to provider 'misnamed': the TLS handshake failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stranger | 502 | cannot connect to provider 'stranger': its egress proxy refused with status 407
            broken   | 502 | cannot connect to provider 'broken': its egress proxy refused with status 502
            silent   | 504 | no connection to provider 'silent' within 400ms
            hangs-up | 502 | cannot connect to provider 'hangs-up': its egress proxy did not let it through
            gone     | 502 | cannot connect to provider 'gone': its egress proxy cannot be reached
            """)
    void aProxyThatDoesNotConnectHasItsOwnErrorAndCountsAsItsProvidersFailure(String model, int status, String sentence)
            throws Exception {
        HttpResponse<String> alone = ask(model);
        assertThat(alone.statusCode()).isEqualTo(status);
        assertThat(alone.body()).contains(sentence).doesNotContain(PASSWORD, "127.0.0.1", "<h1>");
        // it is ejected by now
        int asked = careful.asked().size() + broken.asked().size();
        other.answers(call -> call.json(200, "{\"ok\":true}"));
        assertThat(ask(model + "-or-other").body()).isEqualTo("{\"ok\":true}");
        assertThat(careful.asked().size() + broken.asked().size()).isEqualTo(asked);
    }

    @Test
    void anotherTargetIsAskedInTheSameRequest() throws Exception {
        try (FakeProxy refuses = new FakeProxy(provider.port(), Behaviour.BAD_GATEWAY);
                RunningRouter fresh = RunningRouter.startWith("""
                        version: 1
                        listener: {port: 0}
                        admin: {port: 0}
                        providers:
                          - {name: behind, api: OpenAI, baseUrl: "https://provider.invalid/v1", proxy: {url: "http://127.0.0.1:%d"}}
                          - {name: other, api: OpenAI, baseUrl: "http://127.0.0.1:%d/v1"}
                        models: [{name: m, balance: Ordered, targets: [{provider: behind}, {provider: other}]}]
                        """.formatted(refuses.port(), other.port()))) {
            other.answers(call -> call.json(200, "{\"ok\":true}"));

            HttpResponse<String> answer = fresh.post("/v1/chat/completions", BODY.formatted("m"));
            assertThat(answer.body()).isEqualTo("{\"ok\":true}");
            assertThat(refuses.asked()).containsExactly("provider.invalid:443");
        }
    }

    /** Turned red by a router that reads the password once, and by connections that are shared by requests with different passwords. */
    @Test
    void aPasswordThatIsChangedIsUsedFromThenOnAndCutsNoTunnel() throws Exception {
        Path password = RunningRouter.write(PASSWORD + "\n");
        try (FakeProxy proxy = new FakeProxy(provider.port(), Behaviour.ASK_FOR_CREDENTIALS).taking(BASIC);
                RunningRouter fresh =
                        RunningRouter.startWith("""
                        version: 1
                        listener: {port: 0}
                        admin: {port: 0}
                        providers: [{name: p, %s, proxy: {url: "http://127.0.0.1:%d", username: pod, password: {file: "%s"}}}]
                        models: [{name: m, targets: [{provider: p}], retry: {attempts: 0}}]
                        """.formatted(behind("provider.invalid"), proxy.port(), password));
                RawClient client = fresh.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");
            FakeUpstream.Call stream = provider.take();
            stream.startStream();
            stream.send("data: {\"i\":0}\n\n");
            client.readUntil("data: {\"i\":0}\n\n");

            proxy.taking(basic("another-password"));
            Files.writeString(password, "another-password\n");
            provider.answers(call -> call.json(200, "{}"));
            await("the new password is used")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> fresh.post("/v1/chat/completions", BODY.formatted("m"))
                                            .statusCode()
                                    == 200
                            && proxy.asked().size() > 1);

            stream.send("data: {\"i\":1}\n\ndata: [DONE]\n\n");
            stream.end();
            client.readUntil("data: {\"i\":1}\n\n");
        }
    }

    @Test
    void aTunnelThatBreaksInTheMiddleOfAStreamIsToldAsAProviderThatBreaks() throws Exception {
        try (FakeProxy proxy = new FakeProxy(provider.port(), Behaviour.TUNNEL);
                RunningRouter fresh = RunningRouter.startWith("""
                        version: 1
                        listener: {port: 0}
                        admin: {port: 0}
                        providers: [{name: p, %s, proxy: {url: "http://127.0.0.1:%d"}}]
                        models: [{name: m, targets: [{provider: p}]}]
                        """.formatted(behind("provider.invalid"), proxy.port()));
                RawClient client = fresh.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");
            FakeUpstream.Call call = provider.take();
            call.startStream();
            call.send("data: {\"i\":0}\n\n");
            client.readUntil("data: {\"i\":0}\n\n");
            proxy.breakTunnels();
            assertThat(client.readToFin()).contains("provider 'p' broke off: the connection was closed");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            baseUrl: "http://a/v1", proxy: {url: "http://p:1"}                             | proxy: is set, but baseUrl begins with http://, so the proxy could read the key
            baseUrl: "https://a/v1", proxy: {url: "http://p:1"}, addresses: ["10.0.0.1"]   | proxy: finds the provider by its name
            baseUrl: "https://a/v1", proxy: {url: "http://p:1"}, serviceRef: {name: s}     | proxy: finds the provider by its name
            baseUrl: "https://a/v1", proxy: {url: "http://p:1"}, inferencePoolRef: {name: p} | proxy: finds the provider by its name
            baseUrl: "https://a/v1", proxy: {url: "http://p"}                              | proxy.url: must be scheme, host and port
            baseUrl: "https://a/v1", proxy: {url: "http://p:1/path"}                       | proxy.url: must be scheme, host and port
            baseUrl: "https://a/v1", proxy: {url: "https://p:1"}                           | proxy.url: must start with http:// or socks5://
            baseUrl: "https://a/v1", proxy: {url: "http://me:word@p:1"}                  | proxy.url: must not carry a user or password
            baseUrl: "https://a/v1", proxy: {url: "http://169.254.169.254:80"}             | proxy.url: is the address of a cloud's metadata service
            baseUrl: "https://a/v1", proxy: {url: "http://p:1", username: me}              | proxy.username: goes with password
            baseUrl: "https://a/v1", proxy: {url: "http://p:1", username: me, password: {file: /none}} | proxy.password: there is no file /none
            """)
    void saysWhatMakesNoSense(String provider, String error) {
        assertThat(
                        load(provider, Map.of()) instanceof LoadedConfig.Refused(List<ConfigError> errors)
                                ? errors.toString()
                                : "")
                .contains("providers[0]." + error)
                .doesNotContain("me:word");
    }

    @Test
    void aProxyThatOnlyTheEnvironmentNamesIsNotUsedAndItSaysSo() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://p:1");
        assertThat(
                        load("baseUrl: \"https://a/v1\"", environment) instanceof LoadedConfig.Ready ready
                                ? ready.warnings()
                                : List.of())
                .contains(LoadedConfig.NO_PROXY_BY_ENVIRONMENT);
        assertThat(
                        load("baseUrl: \"https://a/v1\", proxy: {url: \"${HTTPS_PROXY}\"}", environment)
                                        instanceof LoadedConfig.Ready ready
                                ? ready.warnings()
                                : List.of(LoadedConfig.NO_PROXY_BY_ENVIRONMENT))
                .doesNotContain(LoadedConfig.NO_PROXY_BY_ENVIRONMENT);
    }

    private static LoadedConfig load(String provider, Map<String, String> environment) {
        String config = """
                version: 1
                providers: [{name: p, api: OpenAI, %s}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(provider);
        return LoadedConfig.ofFile(config.getBytes(UTF_8), environment);
    }
}
