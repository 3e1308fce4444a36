package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Row 25 of the tests' table: slow readers hold up nobody but themselves, and many streams to one upstream all run at once. */
class SlowReadersTest {
    private static final int SLOW = 20;
    private static final int STREAMS = 500;
    private static final String EVENT = "data: {\"text\":\"" + "x".repeat(16 * 1024) + "\"}\n\n";

    private final FakeUpstream upstream = new FakeUpstream();
    private final RunningRouter router = RunningRouter.startWith("""
            version: 1
            listener: {port: 0}
            admin: {port: 0}
            drain: {settle: 100ms}
            providers:
              - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
            models:
              - {name: fast, targets: [{provider: p}]}
            """.formatted(upstream.port()));
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        router.close();
        upstream.close();
    }

    @Test
    void aClientThatDoesNotReadStopsItsOwnStreamOnly() throws Exception {
        AtomicLong sent = new AtomicLong();
        for (int i = 0; i < SLOW; i++) {
            stream();
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.sendWithoutEnd(EVENT, sent);
        }
        // the sockets' buffers between provider, router and client are full when no byte goes on
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(60))
                .until(() -> before.getAndSet(sent.get()) == sent.get());
        assertThat(sent.get() / SLOW).as("bytes on the way of each").isLessThan(32 << 20);

        RawClient reader = stream();
        FakeUpstream.Call call = upstream.take();
        call.startStream();
        call.send(EVENT + "data: [DONE]\n\n");
        call.end();
        assertThat(reader.read().body()).isEqualTo(EVENT + "data: [DONE]\n\n");
        await().untilAsserted(
                        () -> assertThat(router.router.ledger().inFlight()).isEqualTo(SLOW));
    }

    @Test
    void manyStreamsToOneUpstreamAllRunAtOnce() throws Exception {
        List<FakeUpstream.Call> calls = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            stream();
        }
        // none has been answered, and all have come: nothing queues
        for (int i = 0; i < STREAMS; i++) {
            calls.add(upstream.take());
        }
        for (FakeUpstream.Call call : calls) {
            call.startStream();
            call.send("data: 1\n\n");
        }
        for (RawClient client : clients) {
            client.readUntil("data: 1\n\n");
        }
        for (FakeUpstream.Call call : calls) {
            call.send("data: [DONE]\n\n");
            call.end();
        }
        for (RawClient client : clients) {
            client.readUntil("0\r\n\r\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == STREAMS);
    }

    private RawClient stream() throws Exception {
        RawClient client = router.connect();
        clients.add(client);
        client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
        return client;
    }
}
