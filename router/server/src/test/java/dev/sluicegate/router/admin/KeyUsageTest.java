package dev.sluicegate.router.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.KeyUsage;
import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a router tells its operator of the RouterKeys: all of what they have used, and nothing else. */
class KeyUsageTest {
    private static final String TOKEN = "the-admin-token";
    private static final String MADE = "sk-the-made-key";
    private static final String LISTED = "sk-the-listed-key";
    private static final String HASH = RouterConfigReader.hash(MADE.getBytes(StandardCharsets.UTF_8));
    private static final String ANSWER = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}],"
            + "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20}}";

    private final FakeUpstream upstream = new FakeUpstream();

    @TempDir
    Path folder;

    private Path made;
    private RunningRouter router;

    @BeforeEach
    void start() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"),
                "keys: [{id: person, key: %s}, {id: both, key: %s-2}]\n".formatted(LISTED, LISTED));
        made = Files.writeString(
                folder.resolve("made.yaml"),
                "keys: [{id: ci, sha256: %s}, {id: both, sha256: %s}]\n".formatted(HASH, "1".repeat(64)));
        router = RunningRouter.startWith("""
                listener: {port: 0}
                admin: {port: 0, token: {file: "%s"}}
                providers: [{name: up, api: OpenAI, baseUrl: "http://127.0.0.1:%d/v1"}]
                models: [{name: fast, targets: [{provider: up, model: real}]}]
                prices: [{model: real, input: 1, output: 10}]
                auth: {mode: Keys, keys: {file: "%s"}, routerKeys: {file: "%s"}}
                """.formatted(token, upstream.port(), keys, made));
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    /** A key whose id a person's list has too is not taken, so what is counted under it is not the RouterKey's. */
    @Test
    void tellsOfRouterKeysOnlyAndOfNoSecret() throws Exception {
        assertThat(usage().keys()).containsExactly(Counts.none("ci"));

        ask(MADE);
        ask(LISTED);
        ask(LISTED + "-2");
        ask(MADE);

        await().until(() -> usage().keys().getFirst().requests() == 2);
        assertThat(usage().keys()).singleElement().satisfies(it -> {
            assertThat(it.id()).isEqualTo("ci");
            assertThat(it.inputTokens()).isEqualTo(200);
            assertThat(it.outputTokens()).isEqualTo(40);
            assertThat(it.cost()).isEqualTo(600_000);
            assertThat(it.lastUsedAt()).isAfterOrEqualTo(usage().startedAt());
        });
        assertThat(body()).doesNotContain(MADE, LISTED, HASH, TOKEN, "person");
        assertThat(RunningRouter.admin(router.router.adminPort(), "GET", AdminApi.KEYS, "")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void followsTheFileAndForgetsNoCount() throws Exception {
        ask(MADE);
        await().until(() -> usage().keys().getFirst().requests() == 1);

        Files.writeString(
                made, "keys: [{id: ci, sha256: %s}, {id: web, sha256: %s}]\n".formatted(HASH, "2".repeat(64)));

        await().until(() -> usage().keys().size() == 2);
        assertThat(usage().keys().stream().map(Counts::id)).containsExactlyInAnyOrder("ci", "web");
        assertThat(usage().keys().stream().mapToLong(Counts::requests).sum()).isEqualTo(1);
    }

    private void ask(String key) throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"messages\":[]}", "api-key: " + key);
            upstream.take().json(200, ANSWER);
            client.readUntil("completion_tokens");
        }
    }

    private KeyUsage usage() throws IOException {
        return RunningRouter.JSON.readValue(body(), KeyUsage.class);
    }

    private String body() {
        return RunningRouter.admin(
                        router.router.adminPort(), "GET", AdminApi.KEYS, "", "Authorization", "Bearer " + TOKEN)
                .body();
    }
}
