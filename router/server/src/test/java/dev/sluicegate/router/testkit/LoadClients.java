package dev.sluicegate.router.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that ask again and again with random gaps, on connections that they keep, by HTTP/1.1 and HTTP/2, a third of it for streams. They
 * never try anything again: whatever does not come whole is a loss.
 */
public final class LoadClients {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final FakeUpstream upstream;
    private final Supplier<RunningRouter> service;
    private final int tokens;
    private final int longestGapMs;
    private final Queue<String> losses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * @param service the router that new connections reach
     * @param tokens of each stream
     * @param longestGapMs between two requests of a client
     */
    public LoadClients(FakeUpstream upstream, Supplier<RunningRouter> service, int tokens, int longestGapMs) {
        this.upstream = upstream;
        this.service = service;
        this.tokens = tokens;
        this.longestGapMs = longestGapMs;
    }

    /** Starts clients on connections of their own, and others that share connections of HTTP/2. */
    public void start(int keepingAlive, int http2Connections, int streamsOfEach) {
        upstream.answersByItself(tokens, 15);
        for (int i = 0; i < keepingAlive; i++) {
            String name = "h1-" + i;
            threads.add(Thread.startVirtualThread(() -> keepAlive(name)));
        }
        for (int i = 0; i < http2Connections; i++) {
            HttpClient http2 =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            for (int j = 0; j < streamsOfEach; j++) {
                String name = "h2-" + i + "-" + j;
                threads.add(Thread.startVirtualThread(() -> http2(http2, name)));
            }
        }
    }

    public void awaitRequests(int more) {
        int before = requests.get();
        await().atMost(PATIENCE).until(() -> requests.get() >= before + more);
    }

    /** No further requests; returns when the last one is answered. */
    public void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    public void awaitALoss() {
        await().atMost(PATIENCE).until(() -> !losses.isEmpty());
        stopped = true;
    }

    /** Each request came whole, and was asked of the provider once; this router has cut none. */
    public void assertNothingLost(RouterStatus status) {
        assertThat(losses).isEmpty();
        assertThat(upstream.seen()).hasSize(requests.get());
        assertThat(upstream.seen().values())
                .allSatisfy(count -> assertThat(count).hasValue(1));
        for (Outcome bad : List.of(Outcome.CUT, Outcome.CLIENT_LEFT, Outcome.UPSTREAM_FAILED)) {
            assertThat(status.outcomes()).containsEntry(bad, 0L);
        }
    }

    private void keepAlive(String name) {
        RawClient connection = null;
        for (int i = 0; !stopped; i++) {
            String id = name + "-" + i;
            try {
                pause();
                if (connection == null || connection.isClosed()) {
                    connection = service.get().connect();
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

    private void http2(HttpClient client, String name) {
        for (int i = 0; !stopped; i++) {
            String id = name + "-" + i;
            try {
                pause();
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(service.get().url("/v1/chat/completions")))
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
        String wanted = isStream(number)
                ? IntStream.range(0, tokens)
                                .mapToObj(i -> "data: {\"i\":" + i + "}\n\n")
                                .collect(Collectors.joining()) + "data: [DONE]\n\n"
                : "{\"ok\":true}";
        if (status != 200 || !body.equals(wanted)) {
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
    private void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(longestGapMs) * 1_000_000L);
    }
}
