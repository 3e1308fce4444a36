package dev.sluicegate.router.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.admin.LogLevel;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.RouterConfig.Logging;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.provider.ForwardedKey;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.upstream.UpstreamClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Clients that bring their own key for a provider, such as that of a subscription. */
@RouterTest
class ClientKeyPassThroughTest {
    private static final String GATEWAYS = "sk-of-the-gateway";
    private static final String THEIRS = "sk-of-the-client";
    private static final String MESSAGE =
            "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"a\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";

    private final FakeUpstream subscription;
    private final FakeUpstream other;
    private final RunningRouter router;

    ClientKeyPassThroughTest(FakeUpstream subscription, @RouterTest.Second FakeUpstream other, Routers routers) {
        this.subscription = subscription;
        this.other = other;
        router = routers.startWith(config(
                "auth: {mode: Keys, keys: {file: \"%s\"}}".formatted(RunningRouter.write("""
                        keys:
                          - {id: agent, key: %1$s}
                          - {id: old, key: %1$s-old, expires: 2020-01-01T00:00:00Z}
                        """.formatted(GATEWAYS)))));
        other.answers(call -> call.json(200, "{\"other\":true}"));
    }

    private String config(String auth) {
        return """
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                cache: {size: 1Mi, ttl: 10m}
                %s
                providers:
                  - {name: subscription, api: Anthropic, baseUrl: "http://127.0.0.1:%d", passThrough: {clientKey: true}}
                  - {name: other, api: OpenAI, baseUrl: "http://127.0.0.1:%d/v1", credentials: {file: "%s"}}
                models:
                  - {name: theirs, targets: [{provider: subscription}], retry: {attempts: 0}}
                  - {name: both, balance: Ordered, targets: [{provider: subscription}, {provider: other}]}
                  - {name: ours, targets: [{provider: other}]}
                """.formatted(auth, subscription.port(), other.port(), RunningRouter.write(RunningRouter.KEY));
    }

    private static String body(String model) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private CompletableFuture<HttpResponse<String>> ask(String path, String model, String... headers) {
        return RunningRouter.HTTP.sendAsync(
                router.request(path, body(model), headers), HttpResponse.BodyHandlers.ofString());
    }

    /** Red where the key is dropped or put elsewhere, or where the header with the gateway's key goes along. */
    @ParameterizedTest
    @CsvSource({
        "x-sluicegate-key,authorization,Bearer ",
        "x-sluicegate-key,x-api-key,''",
        "api-key,authorization,Bearer "
    })
    void theClientsKeyGoesToItsProviderAsItCameAndTheGatewaysNever(String gateways, String header, String scheme)
            throws Exception {
        var answer = ask("/v1/messages", "theirs", gateways, GATEWAYS, header, scheme + THEIRS);
        FakeUpstream.Call call = subscription.take();
        call.json(200, MESSAGE);
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(call.headers.get(header)).isEqualTo(scheme + THEIRS);
        assertThat(call.headers.toString()).doesNotContain(GATEWAYS, RunningRouter.KEY);
    }

    @Test
    void whereTheRequestIsTranslatedTheKeyGoesWhereTheProviderWantsIt() throws Exception {
        var answer = ask(
                "/v1/chat/completions", "theirs", "x-sluicegate-key", GATEWAYS, "authorization", "Bearer " + THEIRS);
        FakeUpstream.Call call = subscription.take();
        call.json(200, MESSAGE);
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(call.headers.get("x-api-key")).isEqualTo(THEIRS);
        assertThat(call.headers.contains("authorization")).isFalse();
    }

    /** Red where any key that is presented is taken for the client's own. An expired key is still one of the gateway's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization,Bearer sk-of-the-gateway",
                "x-api-key,sk-of-the-gateway-old",
                "authorization,sk-of-the-gateway"
            })
    void aKeyOfTheGatewaysIsNoKeyForTheProvider(String header) throws Exception {
        String[] parts = header.split(",", 2);
        HttpResponse<String> answer = ask("/v1/messages", "theirs", "x-sluicegate-key", GATEWAYS, parts[0], parts[1])
                .get();
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("'subscription' is asked with your own key for it", "authentication_error");
        assertThat(subscription.seen()).isEmpty();
        // a model with another target is served there
        assertThat(ask("/v1/chat/completions", "both", "x-sluicegate-key", GATEWAYS, parts[0], parts[1])
                        .get()
                        .body())
                .isEqualTo("{\"other\":true}");
    }

    @Test
    void aRefusedKeyIsTheClientsBusinessAndLeavesTheProviderToOthers() throws Exception {
        subscription.answers(
                call -> call.json(401, "{\"type\":\"error\",\"error\":{\"message\":\"of the provider\"}}"));
        HttpResponse<String> refused = ask("/v1/messages", "theirs", "x-sluicegate-key", GATEWAYS, "x-api-key", THEIRS)
                .get();
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("of the provider");
        assertThat(router.admin("GET", AdminApi.HEALTH_DETAILED, "").body()).doesNotContain("coolingDown\":{\"");
        // with another target, that one serves, with the gateway's key for it and nothing of the client's
        other.answers(other::leaveToTheTest);
        var answer = ask("/v1/chat/completions", "both", "x-sluicegate-key", GATEWAYS, "x-api-key", THEIRS);
        FakeUpstream.Call call = other.take();
        call.json(200, "{\"other\":true}");
        assertThat(answer.get().body()).isEqualTo("{\"other\":true}");
        assertThat(call.headers.get("authorization")).isEqualTo("Bearer " + RunningRouter.KEY);
        assertThat(call.headers.toString()).doesNotContain(THEIRS);
    }

    /** Red where the header of the gateway's key is not the one that counts. */
    @Test
    void whoeverNamesAWrongKeyOfTheGatewaysIsNotLetIn() throws Exception {
        HttpResponse<String> answer = ask(
                        "/v1/messages", "theirs", "x-sluicegate-key", "sk-wrong", "authorization", "Bearer " + GATEWAYS)
                .get();
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("the key in x-sluicegate-key is not known here");
    }

    /** Without keys of the gateway's all clients look alike to it; red where the cache does not tell their own keys apart. */
    @Test
    void whatOneClientHasPaidForIsNotGivenToAnother() throws Exception {
        subscription.answers(call -> call.json(200, MESSAGE));
        try (RunningRouter open = RunningRouter.startWith(config(""))) {
            for (String key : List.of("a", "b", "a")) {
                open.post("/v1/messages", body("theirs"), "x-api-key", key);
            }
            assertThat(subscription.seen()).hasSize(2);
        }
    }

    @Test
    void theClientsKeyIsReadNowhere() throws Exception {
        checkWhatIsWritten(() -> {});
    }

    /** The mutant writes the key into its log, for those who look for faults only. */
    @Test
    void theCheckFindsOneThatLogsTheKey() {
        ForwardedKey key = new ForwardedKey("x-api-key", THEIRS);
        assertThatThrownBy(() -> checkWhatIsWritten(
                        () -> LoggerFactory.getLogger(UpstreamClient.class).debug("asks with {}", key.value())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(THEIRS);
    }

    /** Answers good and bad, and none at all, by a router that writes and tells all that it can. */
    private void checkWhatIsWritten(Runnable meanwhile) throws Exception {
        PrintStream before = System.out;
        Logging.Level level = LogLevel.get();
        LogLevel.set(Logging.Level.DEBUG);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, UTF_8));
        StringBuilder told = new StringBuilder();
        try (RunningRouter talks = RunningRouter.startWith(
                config("""
                logging: {accessLog: true}
                accounting: {sink: Stdout}
                auth: {mode: Keys, keys: {file: "%s"}}
                """.formatted(RunningRouter.write("keys: [{id: agent, key: " + GATEWAYS + "}]"))))) {
            for (Consumer<FakeUpstream.Call> behaviour : List.<Consumer<FakeUpstream.Call>>of(
                    call -> call.json(200, MESSAGE),
                    call -> call.json(401, "{\"type\":\"error\",\"error\":{\"message\":\"no\"}}"),
                    call -> call.json(500, "{}"),
                    FakeUpstream.Call::breakOff)) {
                subscription.answers(behaviour);
                for (String header : List.of("authorization", "x-api-key")) {
                    told.append(talks.post(
                                    "/v1/messages",
                                    body("theirs").replace("hi", "hi " + told.length()),
                                    "x-sluicegate-key",
                                    GATEWAYS,
                                    header,
                                    THEIRS)
                            .body());
                }
            }
            // where the gateway's key is wanted, it is one that nobody knows
            told.append(talks.post("/v1/messages", body("theirs"), "x-api-key", THEIRS)
                    .body());
            meanwhile.run();
            for (String path :
                    List.of(AdminApi.HEALTH_DETAILED, AdminApi.STATUS, AdminApi.DIAGNOSTICS, AdminApi.METRICS)) {
                told.append(talks.admin("GET", path, "").body());
            }
        } finally {
            System.setOut(before);
            LogLevel.set(level);
        }
        String all = told + written.toString(UTF_8);
        assertThat(all).as("the requests stand there").contains("\"key\":\"agent\"", "subscription");
        assertThat(all).doesNotContain(THEIRS).doesNotContain(GATEWAYS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            credentials: {file: /key} | targets: [{provider: p}]                | providers[0].passThrough.clientKey: would send the clients' keys where credentials says the gateway's goes
            headers: {}               | targets: [{provider: p}, {provider: q}] | models[0]: would send the client's key to the providers p and q
            headers: {}               | targets: [{provider: p}], fallbacks: [n] | models[0]: would send the client's key to the providers p and q
            headers: {X-Sluicegate-Key: a} | targets: [{provider: p}]           | providers[0].headers.X-Sluicegate-Key: would carry a key
            """)
    void aConfigThatCouldSendAKeyElsewhereIsRefused(String provider, String model, String error) {
        String yaml = """
                version: 1
                providers:
                  - {name: p, api: OpenAI, baseUrl: "https://a/v1", passThrough: {clientKey: true}, %s}
                  - {name: q, api: OpenAI, baseUrl: "https://b/v1", passThrough: {clientKey: true}}
                models:
                  - {name: m, %s}
                  - {name: n, targets: [{provider: q}]}
                """.formatted(provider, model);
        assertThat(
                        RouterConfigReader.read(yaml.getBytes(UTF_8))
                                        instanceof ConfigReading.Invalid(List<ConfigError> errors, var _)
                                ? errors.toString()
                                : "")
                .contains(error);
    }
}
