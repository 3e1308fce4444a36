package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.app.RouterMain;
import dev.sluicegate.router.app.UnboundedRouter;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Row 28 of the promises: a heap of 64 MiB is enough, whatever comes at the same time; and a router without bounds dies of it. */
public class SmallHeapTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String SMALL = "{\"model\":\"fast\"}";
    private static final int UPLOADS = 24;
    private static final byte[] LARGE = text("fast", 7 << 20);
    private static final byte[] TRANSLATED = text("claude", 1 << 20);
    private static final byte[] MANY_VALUES =
            ("{\"model\":\"claude\",\"messages\":[" + "{},".repeat(1 << 20) + "{}]}").getBytes(UTF_8);
    private static final byte[] DEEP = ("{\"model\":\"fast\",\"a\":" + "[".repeat(1 << 20)).getBytes(UTF_8);

    private final FakeUpstream upstream = new FakeUpstream();
    private final Executor threads = task -> Thread.ofVirtual().start(task);
    private final List<RawClient> clients = new ArrayList<>();
    private @Nullable Process process;

    @AfterEach
    void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        if (process != null) {
            process.destroyForcibly();
        }
        upstream.close();
    }

    @Test
    void aHeapOf64MiBIsEnough() throws Exception {
        JsonNode serving = launch(RouterMain.class);
        withstandsEverythingAtOnce(port(serving, "openai"));

        int admin = port(serving, "admin");
        Process collect = new ProcessBuilder(
                        tool("jcmd"),
                        Long.toString(Objects.requireNonNull(process).pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collect.waitFor(20, TimeUnit.SECONDS)).isTrue();
        JsonNode memory = RunningRouter.JSON
                .readTree(RunningRouter.admin(admin, "GET", AdminApi.HEALTH_DETAILED, "")
                        .body())
                .path("memory");
        assertThat(memory.path("heapUsedBytes").asLong()).isPositive().isLessThan(32 << 20);
        // what half of the silent ones have announced
        assertThat(memory.path("bodies").path("heldBytes").asLong()).isEqualTo(100 * 1_000);
        assertThat(memory.path("bodies").path("refused").asLong()).isPositive();
    }

    @Test
    void oneWithoutBoundsIsFoundOut() throws Exception {
        JsonNode serving = launch(UnboundedRouter.class);
        assertThatThrownBy(() -> withstandsEverythingAtOnce(port(serving, "openai")))
                .as("connections that break")
                .isNotInstanceOf(AssertionError.class);
    }

    /** Large bodies to a provider that takes its time, bodies that hardly come, deep and wide JSON, large heads and silent connections. */
    private void withstandsEverythingAtOnce(int port) throws Exception {
        upstream.answers(call -> {
            if (call.body.length() > LARGE.length / 2) {
                upstream.leaveToTheTest(call);
            } else {
                call.json(200, call.uri.endsWith("/messages") ? message() : "{}");
            }
        });
        for (int i = 0; i < 200; i++) {
            RawClient silent = client(port);
            if (i % 2 == 0) {
                silent.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{");
            }
        }
        for (int i = 0; i < 20; i++) {
            RawClient wide = client(port);
            wide.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\nx-a: " + "a".repeat(70_000) + "\r\n\r\n");
            assertThat(wide.read().status()).isEqualTo(431);
        }
        assertThat(statuses(attack(port, 1, TRANSLATED))).containsOnly(200);
        assertThat(statuses(attack(port, 1, MANY_VALUES))).containsOnly(400);
        assertThat(statuses(attack(port, 8, DEEP))).containsOnly(400);
        List<CompletableFuture<Integer>> others = attackInManyWays(port);
        servesSmallOnes(port);
        assertThat(statuses(others)).isSubsetOf(200, 400, 503);

        List<CompletableFuture<Integer>> uploads = attack(port, UPLOADS, LARGE);
        List<CompletableFuture<Integer>> again = attackInManyWays(port);
        servesSmallOnes(port);
        assertThat(statuses(again)).isSubsetOf(200, 400, 503);
        CompletableFuture.anyOf(uploads.toArray(new CompletableFuture<?>[0])).get(20, TimeUnit.SECONDS);
        // what is held is for the provider to end; all else was refused
        upstream.answers(call -> call.json(200, "{}"));
        upstream.take().json(200, "{}");
        upstream.take().json(200, "{}");
        assertThat(statuses(uploads)).containsOnly(200, 503).contains(200, 503);
        servesSmallOnes(port);
    }

    private List<CompletableFuture<Integer>> attackInManyWays(int port) throws IOException {
        List<CompletableFuture<Integer>> answers = attack(port, 8, TRANSLATED);
        answers.addAll(attack(port, 8, MANY_VALUES));
        answers.addAll(attack(port, 8, DEEP));
        return answers;
    }

    private void servesSmallOnes(int port) throws IOException {
        RawClient small = client(port);
        for (int i = 0; i < 50; i++) {
            assertThat(small.exchange(CHAT, SMALL).status()).isEqualTo(200);
        }
    }

    private static List<Integer> statuses(List<CompletableFuture<Integer>> answers) {
        return answers.stream()
                .map(answer -> answer.orTimeout(20, TimeUnit.SECONDS).join())
                .toList();
    }

    private List<CompletableFuture<Integer>> attack(int port, int times, byte[] body) throws IOException {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            RawClient client = client(port);
            answers.add(CompletableFuture.supplyAsync(() -> upload(client, body), threads));
        }
        return answers;
    }

    /** As a client does that looks for an answer while it sends. */
    private static int upload(RawClient client, byte[] body) {
        try {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length + "\r\n\r\n");
            int piece = 64 * 1024;
            for (int from = 0; from < body.length && !client.hasAnswer(); from += piece) {
                client.sendBytes(Arrays.copyOfRange(body, from, Math.min(body.length, from + piece)));
            }
            return client.read().status();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RawClient client(int port) throws IOException {
        RawClient client = new RawClient(port);
        clients.add(client);
        return client;
    }

    private static byte[] text(String model, int length) {
        return ("{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + "x".repeat(length) + "\"}]}")
                .getBytes(UTF_8);
    }

    private static String message() {
        return "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[{\"type\":\"text\","
                + "\"text\":\"yes\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
    }

    private JsonNode launch(Class<?> main) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                tool("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "--config",
                RunningRouter.write(RunningRouter.config(upstream, "")).toString());
        builder.environment().put("SLUICEGATE_LOG", "json");
        process = builder.redirectErrorStream(true).start();
        BufferedReader log = process.inputReader();
        while (true) {
            String line = Objects.requireNonNull(log.readLine(), "the process ended");
            if (line.contains("\"serving\"")) {
                threads.execute(() -> log.lines().forEach(_ -> {}));
                return RunningRouter.JSON.readTree(line);
            }
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static int port(JsonNode serving, String field) {
        return URI.create(serving.get(field).asText()).getPort();
    }
}
