package dev.sluicegate.router.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.FileHash;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a router says of the secret files that it has in force. */
class FilesInForceTest {
    private static final String TOKEN = "the-admin-token";
    private static final String KEYS = "keys: [{id: a, key: a-clients-own-long-key}]\n";

    private static final String HEADERS = "api-key=a-collectors-own-key";

    private final FakeUpstream upstream = new FakeUpstream();

    @TempDir
    Path folder;

    private Path key;
    private Path keys;
    private Path headers;
    private Path made;
    private RunningRouter router;

    @BeforeEach
    void start() throws IOException {
        key = Files.writeString(folder.resolve("key"), "sk-one\n");
        keys = Files.writeString(folder.resolve("keys.yaml"), KEYS);
        headers = Files.writeString(folder.resolve("headers"), HEADERS);
        made = folder.resolve("made.yaml");
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        router = RunningRouter.startWith("""
                listener: {port: 0}
                admin: {port: 0, token: {file: "%s"}}
                providers: [{name: up, api: OpenAI, baseUrl: "http://127.0.0.1:%d/v1", credentials: {file: "%s"}}]
                models: [{name: fast, targets: [{provider: up}]}]
                auth: {mode: Keys, keys: {file: "%s"}, routerKeys: {file: "%s"}}
                tracing: {endpoint: "http://127.0.0.1:1", headers: {file: "%s"}}
                """.formatted(token, upstream.port(), key, keys, made, headers));
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    /** A router that says what stands in its files, and not what it has in force, says the second hash at the end. */
    @Test
    void saysByAKeyedHashWhichContentIsInForce() throws IOException {
        assertThat(files()).isEqualTo(inForce("sk-one"));
        assertThat(hash(key, "sk-one"))
                .isNotEqualTo(FileHash.of("another-token", key.toString(), "sk-one".getBytes(UTF_8)));
        assertThat(body()).doesNotContain("sk-one").doesNotContain("a-clients-own-long-key");

        Files.writeString(key, "sk-two");
        await().until(() -> files().containsValue(hash(key, "sk-two")));
        assertThat(status().fileProblem()).isNull();

        Files.writeString(keys, "keys: nonsense");
        await().until(() -> status().fileProblem() != null);
        assertThat(files()).containsEntry(keys.toString(), hash(keys, KEYS));
    }

    /** A router that says nothing of them leaves the operator to guess whether kubelet is late or the content is bad. */
    @Test
    void saysByAKeyedHashWhichContentItDoesNotTake() throws IOException {
        assertThat(status().refusedFiles()).isEmpty();

        Files.writeString(keys, "keys: nonsense");
        Files.writeString(key, "two words\n");
        Files.writeString(headers, "nonsense");
        Map<String, String> refused = Map.of(
                keys.toString(),
                hash(keys, "keys: nonsense"),
                key.toString(),
                hash(key, "two words"),
                headers.toString(),
                hash(headers, "nonsense"));
        await().until(() -> refused.equals(status().refusedFiles()));
        assertThat(files()).isEqualTo(inForce("sk-one"));
        assertThat(body()).doesNotContain("nonsense").doesNotContain("two words");

        Files.writeString(keys, KEYS);
        Files.writeString(key, "sk-two");
        Files.writeString(headers, HEADERS);
        await().until(() -> Map.of().equals(status().refusedFiles()));
        assertThat(files()).isEqualTo(inForce("sk-two"));
    }

    private Map<String, String> inForce(String ofKey) {
        return Map.of(
                key.toString(),
                hash(key, ofKey),
                keys.toString(),
                hash(keys, KEYS),
                headers.toString(),
                hash(headers, HEADERS),
                made.toString(),
                hash(made, ""));
    }

    /** Also of a file that comes later, so that its writer knows who has read it, and who cannot say. */
    @Test
    void saysItOfTheKeysThatTheOperatorHasMade() throws IOException {
        String first = "keys: [{id: ci, sha256: " + "1".repeat(64) + "}]";
        Files.writeString(made, first);
        await().until(() -> hash(made, first).equals(files().get(made.toString())));

        Files.writeString(made, "keys: [{id: ci, id: nonsense");
        await().until(() -> status().fileProblem() != null);
        assertThat(files()).containsEntry(made.toString(), hash(made, first));
    }

    private static String hash(Path file, String content) {
        return FileHash.of(TOKEN, file.toString(), content.getBytes(UTF_8));
    }

    private Map<String, String> files() {
        return Objects.requireNonNull(status().files());
    }

    private RouterStatus status() {
        try {
            return RunningRouter.JSON.readValue(body(), RouterStatus.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private String body() {
        return RunningRouter.admin(
                        router.router.adminPort(), "GET", AdminApi.STATUS, "", "Authorization", "Bearer " + TOKEN)
                .body();
    }
}
