package dev.sluicegate.router.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.app.RouterMain;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real process' output: every request's record, also of what is cut at the end, and no key anywhere. */
class AccountingProcessTest {
    private static final String CANARY = "sk-canary-91c2ee";
    private static final String STREAM =
            "{\"model\":\"fast\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"canary prompt\"}]}";

    private final FakeUpstream upstream = new FakeUpstream();
    private final Path output = RunningRouter.write("");
    private @Nullable Process process;

    @AfterEach
    void close() {
        if (process != null) {
            process.destroyForcibly();
        }
        upstream.close();
    }

    @Test
    void recordsWhatTheEndCutsAndSaysNoKey() throws Exception {
        Path keys = RunningRouter.write(
                "keys: [{id: team, key: %1$s}, {id: gone, key: %1$s-2, models: [x]}]".formatted(CANARY));
        process = launch(RunningRouter.write(
                RunningRouter.config(upstream, """
                auth: {mode: Keys, keys: {file: "%s"}, masterKey: {file: "%s"}}
                accounting: {sink: Stdout}
                drain: {settle: 100ms, terminationBudget: 1s}
                """.formatted(keys, RunningRouter.write(CANARY + "-master")))));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Files.readString(output)).contains("\"message\":\"serving\""));
        int port = URI.create(
                        event("message", "serving").orElseThrow().path("openai").asText())
                .getPort();

        try (RawClient stranger = new RawClient(port)) {
            assertThat(stranger.exchange("/v1/chat/completions", STREAM, "api-key: " + CANARY + "-wrong")
                            .status())
                    .isEqualTo(401);
        }
        Files.writeString(keys, "keys: [{id: team, key: \"" + CANARY + "-broken");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Files.readString(output)).contains("the old ones stay in force"));
        try (RawClient client = new RawClient(port)) {
            client.post("/v1/chat/completions", STREAM, "authorization: Bearer " + CANARY);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: {\"choices\":[]}\n\n".repeat(10));
            client.readUntil("choices");
            Objects.requireNonNull(process).toHandle().destroy();
            client.readToFin();
        }
        assertThat(Objects.requireNonNull(process).waitFor(60, TimeUnit.SECONDS))
                .isTrue();

        assertThat(event("error", "unauthenticated")
                        .orElseThrow()
                        .path("status")
                        .asInt())
                .isEqualTo(401);
        JsonNode cut = event("outcome", "cut").orElseThrow();
        assertThat(cut.path("key").asText()).isEqualTo("team");
        assertThat(cut.path("outputTokens").asInt()).isEqualTo(10);
        assertThat(cut.path("estimated").asBoolean()).isTrue();
        assertThat(Files.readString(output))
                .contains("key 'gone' allows model 'x', which does not exist")
                .doesNotContain("canary");
    }

    private Optional<JsonNode> event(String field, String value) {
        return lines().stream()
                .map(AccountingProcessTest::json)
                .filter(line -> line.path(field).asText().equals(value))
                .findFirst();
    }

    private static JsonNode json(String line) {
        try {
            return RunningRouter.JSON.readTree(line);
        } catch (IOException e) {
            // half a line so far
            return RunningRouter.JSON.createObjectNode();
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(Path config) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RouterMain.class.getName(),
                "--config",
                config.toString());
        builder.environment().put("SLUICEGATE_LOG", "json");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
