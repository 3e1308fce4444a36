package dev.sluicegate.router.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Config after config comes into force under clients that never pause for it. Nothing may be lost; with a restart instead, it is. */
class ReloadUnderLoadTest {
    private static final int TOKENS = 10;
    private static final int REQUESTS_PER_CONFIG = 60;

    private final FakeUpstream upstream = new FakeUpstream();
    private final Queue<String> losses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile RunningRouter service = RunningRouter.startWith(config(0, 64, 0));
    private volatile boolean stopped;

    @AfterEach
    void close() {
        service.close();
        upstream.close();
    }

    @Test
    void nothingIsLostWhenConfigsChange() throws Exception {
        startClients();
        int port = 0;
        for (int i = 1; i <= 8; i++) {
            int maxHeaderSize = 64 - i % 3;
            if (i % 4 == 0) {
                try (ServerSocket free = new ServerSocket(0)) {
                    port = free.getLocalPort();
                }
            }
            Files.writeString(service.config, config(port, maxHeaderSize, i));
            HttpResponse<String> answer = service.admin("POST", AdminApi.CONFIG_RELOAD, "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            awaitMoreRequests();
        }
        stopClients();

        assertThat(losses).isEmpty();
        assertThat(upstream.seen()).hasSize(requests.get());
        assertThat(upstream.seen().values())
                .allSatisfy(count -> assertThat(count).hasValue(1));
        for (Outcome bad : List.of(Outcome.CUT, Outcome.CLIENT_LEFT, Outcome.UPSTREAM_FAILED)) {
            assertThat(service.status().outcomes()).containsEntry(bad, 0L);
        }
    }

    /** The mutant: what has the same effect in the end, but not on the way. */
    @Test
    void aRestartInsteadLosesRequests() throws Exception {
        int port = service.router.port();
        service.close();
        service = RunningRouter.startWith(config(port, 64, 0));
        startClients();
        service.close();
        service = RunningRouter.startWith(config(port, 64, 1));
        await().until(() -> !losses.isEmpty());
        stopped = true;
    }

    private String config(int port, int maxHeaderSize, int number) {
        return RunningRouter.config(
                        upstream,
                        "drain: {settle: 2s}\nlistener: {port: " + port + ", maxHeaderSize: " + maxHeaderSize + "Ki}")
                .replace("model: real-model", "model: real-model-" + number);
    }

    private void startClients() {
        upstream.answersByItself(TOKENS, 15);
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 12; i++) {
            int number = i;
            clients.add(Thread.startVirtualThread(() -> keepAliveClient("h1-" + number)));
            clients.add(Thread.startVirtualThread(() -> http2Client(http2, "h2-" + number)));
        }
        awaitMoreRequests();
    }

    private void awaitMoreRequests() {
        int before = requests.get();
        await().atMost(Duration.ofSeconds(40)).until(() -> requests.get() >= before + REQUESTS_PER_CONFIG);
    }

    private void stopClients() throws InterruptedException {
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    private void keepAliveClient(String name) {
        RawClient connection = null;
        for (int i = 0; !stopped; i++) {
            String id = name + "-" + i;
            try {
                pause();
                if (connection == null || connection.isClosed()) {
                    connection = service.connect();
                }
                RawClient.Response response =
                        connection.exchange("/v1/chat/completions", body(i), "x-request-id: " + id);
                check(id, i, response.status(), response.complete() ? response.body() : "broken off");
                if (response.saysClose()) {
                    connection.expectFin();
                    connection = null;
                }
            } catch (IOException e) {
                losses.add(id + ": " + e);
                connection = null;
            }
        }
    }

    private void http2Client(HttpClient client, String name) {
        for (int i = 0; !stopped; i++) {
            String id = name + "-" + i;
            try {
                pause();
                HttpRequest request = HttpRequest.newBuilder(URI.create(service.url("/v1/chat/completions")))
                        .POST(HttpRequest.BodyPublishers.ofString(body(i)))
                        .header("x-request-id", id)
                        .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                check(id, i, response.statusCode(), response.body());
            } catch (IOException e) {
                losses.add(id + ": " + e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void check(String id, int number, int status, String body) {
        requests.incrementAndGet();
        boolean whole = isStream(number)
                ? body.endsWith("data: {\"i\":" + (TOKENS - 1) + "}\n\ndata: [DONE]\n\n")
                : body.equals("{\"ok\":true}");
        if (status != 200 || !whole) {
            losses.add(id + ": " + status + " " + body);
        }
    }

    private static boolean isStream(int number) {
        return number % 3 == 0;
    }

    private static String body(int number) {
        return "{\"model\":\"fast\",\"stream\":" + isStream(number) + "}";
    }

    /** A client's own rhythm; it waits for nothing. */
    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200) * 1_000_000L);
    }
}
