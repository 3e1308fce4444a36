package dev.sluicegate.router.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 26 of the promises, on a real process: signals and repeated drain calls have one deadline and one effect. */
class RouterProcessTest {
    private static final String TOKEN = "the-admin-token";
    private static final String STREAM = "{\"model\":\"fast\",\"stream\":true}";

    private final FakeUpstream upstream = new FakeUpstream();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        upstream.close();
    }

    @Test
    void anIdleRouterEndsWellAfterSettling() throws Exception {
        Started router = start("drain: {settle: 500ms, terminationBudget: 30s}");
        router.process.destroy();

        assertThat(router.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(router.process.exitValue()).isZero();
    }

    @Test
    void signalsAndDrainCallsShareOneDeadlineAndOneEffect() throws Exception {
        Started router = start("drain: {settle: 300ms, terminationBudget: 1s500ms}");
        try (RawClient client = new RawClient(router.port)) {
            client.post("/v1/chat/completions", STREAM);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\n");
            client.readUntil("data: 1\n\n");

            router.signal();
            await().until(() -> router.status().drain() != null);
            Instant deadline = router.deadline();
            router.signal();
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> router.admin("GET", AdminApi.DRAIN_WAIT, "").statusCode());
            router.admin(
                    "PUT", AdminApi.DRAIN, "{\"reason\":\"later\",\"deadline\":\"" + deadline.plusSeconds(60) + "\"}");
            assertThat(router.admin("DELETE", AdminApi.DRAIN, "").statusCode()).isEqualTo(409);
            assertThat(router.deadline()).isEqualTo(deadline);

            assertThat(client.readToFin()).contains("gateway_shutdown").doesNotEndWith("0\r\n\r\n");
            assertThat(waiting.join()).isEqualTo(200);
        }
        assertThat(router.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(router.process.exitValue()).isEqualTo(3);
        assertThat(router.process.inputReader().lines())
                .as("the diagnostics of a drain that ended by its deadline")
                .anyMatch(line -> line.contains("\"diagnostics\"") && line.contains("\\\"cut\\\":1"));
    }

    @Test
    void aDrainedRouterEndsAtOnceWhenItIsTold() throws Exception {
        Started router = start("drain: {settle: 100ms, terminationBudget: 30s}");
        assertThat(router.admin("GET", AdminApi.DRAIN_WAIT, "").body()).contains("\"phase\":\"drained\"");
        assertThat(router.admin("DELETE", AdminApi.DRAIN, "").statusCode()).isEqualTo(200);
        await().until(() -> router.status().phase() == RouterStatus.Phase.SERVING);
        assertThat(router.admin("GET", AdminApi.DRAIN_WAIT, "").body()).contains("\"phase\":\"drained\"");

        router.process.destroy();
        assertThat(router.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(router.process.exitValue()).isZero();
    }

    @Test
    void refusesABadConfigAndATakenPortWithASentence() throws Exception {
        Process bad = launch(RunningRouter.write("{version: 1, models: []}"));
        assertThat(bad.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bad.exitValue()).isEqualTo(2);
        assertThat(new String(bad.getErrorStream().readAllBytes(), UTF_8).lines())
                .anySatisfy(it -> assertThat(it)
                        .endsWith(
                                ": providers: no providers configured; write at least one with name, api and baseUrl"));

        Started first = start("");
        String config = RunningRouter.config(upstream, "")
                .replace("listener: {port: 0}", "listener: {port: " + first.port + "}");
        Process second = launch(RunningRouter.write(config));
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(2);
        assertThat(new String(second.getErrorStream().readAllBytes(), UTF_8))
                .contains("port " + first.port + " (listener.port) is taken by process " + first.process.pid());
    }

    @Test
    void writesALineForEachRequestWithoutPromptOrKey() throws Exception {
        Started router = start("logging: {level: INFO}");
        try (RawClient client = new RawClient(router.port)) {
            client.post(
                    "/v1/chat/completions",
                    "{\"model\":\"other-name\",\"messages\":[{\"role\":\"user\",\"content\":\"my secret prompt\"}]}",
                    "authorization: Bearer sk-clients-own-key",
                    "x-request-id: my-request");
            upstream.take().json(200, "{\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}");
            assertThat(client.read().status()).isEqualTo(200);
            String line = nextLine(router, "request");
            assertThat(line).doesNotContain("secret prompt", "sk-clients-own-key", RunningRouter.KEY);
            JsonNode event = RunningRouter.JSON.readTree(line);
            assertThat(event.get("request").asText()).isEqualTo("my-request");
            assertThat(event.get("operation").asText()).isEqualTo("chat");
            assertThat(event.get("model").asText()).isEqualTo("other-name");
            assertThat(event.get("provider").asText()).isEqualTo("openai");
            assertThat(event.get("providerModel").asText()).isEqualTo("real-model");
            assertThat(event.get("attempts").asInt()).isEqualTo(1);
            assertThat(event.get("status").asInt()).isEqualTo(200);
            assertThat(event.get("outcome").asText()).isEqualTo("completed");
            assertThat(event.get("inputTokens").asInt()).isEqualTo(7);
            assertThat(event.get("outputTokens").asInt()).isEqualTo(3);
            assertThat(event.has("durationMs")).isTrue();
            assertThat(event.has("firstByteMs")).isTrue();
        }
    }

    @Test
    void logsPromptsOnlyIfItIsToldTo() throws Exception {
        Started router = start("logging: {prompts: true, accessLog: false}");
        try (RawClient client = new RawClient(router.port)) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"messages\":[\"my prompt\"]}");
            assertThat(nextLine(router, "prompt")).contains("my prompt").doesNotContain(RunningRouter.KEY);
        }
    }

    private static String nextLine(Started router, String message) throws Exception {
        while (true) {
            String line = CompletableFuture.supplyAsync(() -> read(router.process.inputReader()))
                    .get(30, TimeUnit.SECONDS);
            if (RunningRouter.JSON.readTree(line).path("message").asText().equals(message)) {
                return line;
            }
        }
    }

    @Test
    void readsItsConfigAgainOnSighup() throws Exception {
        Path file = RunningRouter.write(RunningRouter.config(upstream, ""));
        Started router = start(file);
        String before = router.status().configHash();
        Files.writeString(file, Files.readString(file).replace("real-model", "other-model"));
        new ProcessBuilder("kill", "-HUP", Long.toString(router.process.pid()))
                .start()
                .waitFor();
        await().until(() -> !router.status().configHash().equals(before));
        Files.writeString(file, "nonsense");
        new ProcessBuilder("kill", "-HUP", Long.toString(router.process.pid()))
                .start()
                .waitFor();
        await().until(() -> router.status().lastConfigError() != null);
        assertThat(router.process.isAlive()).isTrue();
    }

    @Test
    void theAdminPortWantsItsTokenAndItsLogHasNoKeys() throws Exception {
        Started router = start("");
        assertThat(RunningRouter.admin(router.adminPort, "GET", AdminApi.READY, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(RunningRouter.admin(router.adminPort, "GET", AdminApi.METRICS, "")
                        .body())
                .contains("sluicegate_streams_total{outcome=\"cut\"} 0.0");
        assertThat(RunningRouter.admin(router.adminPort, "GET", AdminApi.STATUS, "")
                        .statusCode())
                .isEqualTo(401);
        String waitOnly = "Bearer " + AdminApi.drainWaitToken(TOKEN);
        assertThat(RunningRouter.admin(router.adminPort, "GET", AdminApi.STATUS, "", "authorization", waitOnly)
                        .statusCode())
                .isEqualTo(401);
        assertThat(router.admin("GET", AdminApi.DIAGNOSTICS, "").body())
                .contains("\"config\":")
                .doesNotContain(TOKEN, RunningRouter.KEY);
    }

    private record Started(Process process, int port, int adminPort) {
        HttpResponse<String> admin(String method, String path, String body) {
            return RunningRouter.admin(adminPort, method, path, body, "authorization", "Bearer " + TOKEN);
        }

        RouterStatus status() {
            try {
                return RunningRouter.JSON.readValue(
                        admin("GET", AdminApi.STATUS, "").body(), RouterStatus.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** SIGTERM; what {@link Process#destroy} does too, but that closes the output as well. */
        void signal() {
            process.toHandle().destroy();
        }

        Instant deadline() {
            return Objects.requireNonNull(
                    Objects.requireNonNull(status().drain()).deadline());
        }
    }

    @Test
    void checksAConfigAndCallsItsProviders() throws Exception {
        Path file = RunningRouter.write(RunningRouter.config(upstream, ""));

        Process check = launch("--config", file.toString(), "--check");
        assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isZero();
        assertThat(check.inputReader().lines()).last().isEqualTo("the config is good");

        Process call = launch("--config", file.toString(), "--check", "--call");
        for (int i = 0; i < 3; i++) {
            FakeUpstream.Call asked = upstream.take();
            boolean anthropic = asked.headers.contains("anthropic-version");
            asked.json(anthropic ? 401 : 200, "{}");
        }
        assertThat(call.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(call.exitValue()).isEqualTo(2);
        assertThat(call.inputReader().lines())
                .contains(
                        "provider openai answers",
                        "provider anthropic refuses the credentials with 401; write the right key, or credentialsHeader",
                        "provider nobody cannot be reached: the connection was refused");
    }

    @Test
    void saysItsReleaseAndWhichOptionWasMeant() throws Exception {
        Process release = launch("--version");
        assertThat(release.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(release.inputReader().readLine()).startsWith("sluicegate router ");

        Process wrong = launch("--confg", "x");
        assertThat(wrong.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.exitValue()).isEqualTo(2);
        assertThat(wrong.errorReader().readLine()).isEqualTo("there is no option '--confg' (did you mean --config?)");
    }

    /** The ports of its config are taken, and the key is nowhere else. */
    @Test
    void takesPortsAndTheHomeFolderFromItsEnvironment(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("key"), "a-key-at-home");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String config = RunningRouter.config(upstream, "listener: {port: " + upstream.port() + "}")
                    .replace("admin: {port: 0}", "admin: {port: " + taken.getLocalPort() + "}")
                    .replaceAll("credentials: \\{file: [^}]*}", "credentials: {file: ~/key}");
            Started router = started(launch(
                    Map.of("PORT", "0", "ADMIN_PORT", "0", "HOME", home.toString()),
                    "--config",
                    RunningRouter.write(config).toString()));
            try (RawClient client = new RawClient(router.port)) {
                client.post("/v1/chat/completions", "{\"model\":\"fast\"}");
                assertThat(upstream.take().headers.get("authorization")).isEqualTo("Bearer a-key-at-home");
            }
        }
    }

    private Started start(String extra) throws Exception {
        String config = RunningRouter.config(upstream, extra)
                .replace("admin: {port: 0}", "admin: {port: 0, token: {file: \"" + RunningRouter.write(TOKEN) + "\"}}");
        return start(RunningRouter.write(config));
    }

    private Started start(Path config) throws Exception {
        return started(launch(config));
    }

    private static Started started(Process process) throws Exception {
        BufferedReader log = process.inputReader();
        while (true) {
            String line = CompletableFuture.supplyAsync(() -> read(log)).get(30, TimeUnit.SECONDS);
            JsonNode event = RunningRouter.JSON.readTree(line);
            if (event.path("message").asText().equals("serving")) {
                return new Started(process, port(event, "anthropic"), port(event, "admin"));
            }
        }
    }

    private static String read(BufferedReader log) {
        try {
            return Objects.requireNonNull(log.readLine(), "the process ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(JsonNode event, String field) {
        return URI.create(event.get(field).asText()).getPort();
    }

    private Process launch(Path config) throws IOException {
        return launch("--config", config.toString());
    }

    private Process launch(String... arguments) throws IOException {
        return launch(Map.of(), arguments);
    }

    private Process launch(Map<String, String> environment, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RouterMain.class.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("SLUICEGATE_LOG", "json");
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }
}
