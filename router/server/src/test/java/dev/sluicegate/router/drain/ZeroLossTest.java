package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients with random gaps, on connections they keep, while one router drains and a second takes over. New connections go on
 * reaching the first one for half of its settling, as they do while endpoints propagate. Nothing may be lost.
 */
class ZeroLossTest {
    private static final int TOKENS = 20;
    private static final int LEAST_REQUESTS_BY_THE_DRAINED_ROUTER = 500;

    private final FakeUpstream upstream = new FakeUpstream();
    private final RunningRouter first = RunningRouter.start(upstream, "drain: {settle: 2s}");
    private final RunningRouter second = RunningRouter.start(upstream, "drain: {settle: 2s}");
    private final Queue<String> losses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile RunningRouter service = first;
    private volatile boolean stopped;

    @AfterEach
    void close() {
        first.close();
        second.close();
        upstream.close();
    }

    @Test
    void nothingIsLostWhenARouterDrains() throws Exception {
        upstream.answersByItself(TOKENS, 15);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            clients.add(Thread.startVirtualThread(() -> keepAliveClient("h1-" + number)));
        }
        for (int i = 0; i < 4; i++) {
            int number = i;
            HttpClient http2 =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            for (int j = 0; j < 5; j++) {
                int stream = j;
                clients.add(Thread.startVirtualThread(() -> http2Client(http2, "h2-" + number + "-" + stream)));
            }
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> requests.get() > LEAST_REQUESTS_BY_THE_DRAINED_ROUTER);
        first.drain();
        int atDrain = requests.get();
        await().until(() -> requests.get() > atDrain + 100);
        assertThat(first.status().phase()).isEqualTo(Phase.DRAINING);
        service = second;
        await().atMost(Duration.ofSeconds(20)).until(() -> first.status().phase() == Phase.DRAINED);
        int atEnd = requests.get();
        await().until(() -> requests.get() > atEnd + 100);
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }

        assertThat(losses).isEmpty();
        assertThat(upstream.seen().values().stream().filter(count -> count.get() != 1))
                .isEmpty();
        assertThat(upstream.seen()).hasSize(requests.get());
        for (Outcome bad : List.of(Outcome.CUT, Outcome.CLIENT_LEFT, Outcome.UPSTREAM_FAILED)) {
            assertThat(first.status().outcomes()).containsEntry(bad, 0L);
        }
    }

    private void keepAliveClient(String name) {
        RawClient connection = null;
        for (int i = 0; !stopped; i++) {
            boolean stream = i % 3 == 0;
            String id = name + "-" + i;
            try {
                pause();
                if (connection == null || connection.isClosed()) {
                    connection = service.connect();
                }
                RawClient.Response response =
                        connection.exchange("/v1/chat/completions", body(stream), "x-request-id: " + id);
                check(id, stream, response.status(), response.complete() ? response.body() : "broken off");
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
            boolean stream = i % 2 == 0;
            String id = name + "-" + i;
            try {
                pause();
                HttpRequest request = HttpRequest.newBuilder(URI.create(service.url("/v1/chat/completions")))
                        .POST(HttpRequest.BodyPublishers.ofString(body(stream)))
                        .header("x-request-id", id)
                        .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                check(id, stream, response.statusCode(), response.body());
            } catch (IOException e) {
                losses.add(id + ": " + e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void check(String id, boolean stream, int status, String body) {
        requests.incrementAndGet();
        String wanted = stream
                ? IntStream.range(0, TOKENS)
                                .mapToObj(i -> "data: {\"i\":" + i + "}\n\n")
                                .collect(Collectors.joining()) + "data: [DONE]\n\n"
                : "{\"ok\":true}";
        if (status != 200 || !body.equals(wanted)) {
            losses.add(id + ": " + status + " " + body);
        }
    }

    private static String body(boolean stream) {
        return "{\"model\":\"fast\",\"stream\":" + stream + "}";
    }

    /** A client's own rhythm; it waits for nothing. */
    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(500) * 1_000_000L);
    }
}
