package dev.sluicegate.router.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;

/** StreamInvariants of the router that are shown twice: to hold for the router, and not to hold for one that breaks them. */
public final class StreamInvariants {
    /** How many streams run at once, each at its own pace. */
    public static final int STREAMS = 500;

    /** For what happens at once, on a machine that has other things to do. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int SLOW_READERS = 8;

    /**
     * What the router may keep in its own memory of a stream whose client does not read: 128 KiB that wait to be written, the write that makes them
     * more, and one read. A router that only pauses the response keeps two megabytes, for it reads on until Vert.x has so many pieces waiting.
     */
    public static final long KEPT = 512 << 10;

    private static final String HELLO = "data: {\"n\":1}\n\n";
    private static final String LARGE = "data: {\"text\":\"" + "x".repeat(16 * 1024) + "\"}\n\n";
    private static final String LAST = "data: [DONE]\n\n";

    private StreamInvariants() {}

    /** Where a request is when its client leaves. */
    public enum Moment {
        BEFORE_THE_HEAD,
        BEFORE_THE_HEAD_OF_A_BODY,
        BEFORE_THE_FIRST_EVENT,
        IN_THE_MIDDLE_OF_A_STREAM,
        IN_THE_MIDDLE_OF_A_BODY
    }

    /**
     * The promise is one second. Whoever judges by it sees to it that nothing else than the client's leaving can end the request for minutes, so that
     * a patience of some seconds, for a busy machine, cannot take another cause for it.
     *
     * @param patience how long the provider may go on working
     */
    public static void theProvidersWorkEndsWithItsClient(
            int port, FakeUpstream upstream, Moment moment, Duration patience) throws Exception {
        FakeUpstream.Call call;
        try (RawClient client = new RawClient(port)) {
            boolean stream = moment != Moment.IN_THE_MIDDLE_OF_A_BODY && moment != Moment.BEFORE_THE_HEAD_OF_A_BODY;
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":" + stream + "}");
            call = upstream.take();
            switch (moment) {
                case BEFORE_THE_HEAD, BEFORE_THE_HEAD_OF_A_BODY -> {}
                case BEFORE_THE_FIRST_EVENT -> {
                    call.startStream();
                    call.send("data: {\"half");
                }
                case IN_THE_MIDDLE_OF_A_STREAM -> {
                    call.startStream();
                    call.send(HELLO);
                    client.readUntil(HELLO);
                }
                case IN_THE_MIDDLE_OF_A_BODY -> {
                    call.startBody();
                    call.send("{\"choices\":[{\"half\":");
                    client.readUntil("half");
                }
            }
        }
        call.cancelled.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A provider that breaks off in the middle of a stream: the client learns it, and no other attempt is made. */
    public static void nothingIsTriedAgainAfterTheFirstByte(int port, FakeUpstream upstream) throws Exception {
        upstream.answers(call -> {
            call.startStream();
            call.send(HELLO);
            upstream.after(100, call::breakOff);
        });
        try (RawClient client = new RawClient(port)) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
            client.readUntil(HELLO);
            String rest = client.readToFin();
            assertThat(rest).doesNotContain(HELLO).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(upstream.seen().values()).hasSize(1).allMatch(times -> times.get() == 1);
    }

    /**
     * Clients that do not read, of a provider that sends as fast as it can: it is stopped before the router has taken much, and whoever
     * reads gets its answer meanwhile. Reads what the kernel says of sockets, so it is for Linux.
     */
    public static void slowReadersAreHeldUpAlone(int port, FakeUpstream upstream, Duration patience, long kept)
            throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            AtomicLong sent = new AtomicLong();
            for (int i = 0; i < SLOW_READERS; i++) {
                stream(port, clients);
                FakeUpstream.Call call = upstream.take();
                call.startStream();
                call.sendWithoutEnd(LARGE, sent);
            }
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(50))
                    .until(() -> keptByRouter(sent, port, upstream) > kept * SLOW_READERS
                            || before.getAndSet(sent.get()) == sent.get());
            assertThat(keptByRouter(sent, port, upstream) / SLOW_READERS)
                    .as("bytes of each stream that are in the router's own memory")
                    .isLessThanOrEqualTo(kept);

            RawClient reader = stream(port, clients);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send(LARGE + LAST);
            call.end();
            reader.patience(patience);
            assertThat(answer(reader))
                    .as("the answer of a client that reads, beside " + SLOW_READERS + " that do not")
                    .isEqualTo(LARGE + LAST);
        } finally {
            close(clients);
        }
    }

    /** Sent by the provider, and neither in its queue or the router's nor in those to the clients, which have read nothing. */
    private static long keptByRouter(AtomicLong sent, int port, FakeUpstream upstream) throws IOException {
        // first, so that what moves on meanwhile is never taken for the router's
        long all = sent.get();
        return all - KernelQueues.bytes(port, upstream.port());
    }

    private static String answer(RawClient client) {
        try {
            return client.read().body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /**
     * All reach the provider before one of them has been answered, and all go on together: every client has an event before the next is sent to
     * anybody.
     *
     * @param whileAllRun is called when each has got a part of its answer
     */
    public static void manyStreamsRunAtOnce(int port, FakeUpstream upstream, Duration patience, Runnable whileAllRun)
            throws Exception {
        List<RawClient> clients = new ArrayList<>();
        List<FakeUpstream.Call> calls = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                stream(port, clients);
            }
            for (int i = 1; i <= STREAMS; i++) {
                FakeUpstream.Call call = upstream.poll(patience);
                if (call == null) {
                    Assertions.fail("stream %d of %d waits for others to end", i, STREAMS);
                }
                calls.add(call);
            }
            calls.forEach(FakeUpstream.Call::startStream);
            for (int n = 0; n < 5; n++) {
                String event = "data: {\"n\":" + n + "}\n\n";
                calls.forEach(call -> call.send(event));
                for (RawClient client : clients) {
                    client.readUntil(event);
                }
            }
            whileAllRun.run();
            calls.forEach(call -> {
                call.send(LAST);
                call.end();
            });
            for (RawClient client : clients) {
                client.readUntil("0\r\n\r\n");
            }
        } finally {
            close(clients);
        }
    }

    private static RawClient stream(int port, List<RawClient> clients) throws IOException {
        RawClient client = new RawClient(port);
        clients.add(client);
        client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
        return client;
    }

    private static void close(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    /**
     * A provider says how long its stream is, and the router leaves something of it out: the client must not wait for that, nor take
     * the next answer on the connection for it.
     */
    public static void streamsWithALengthKeepTheConnectionInStep(RawClient client) throws IOException {
        for (int again = 0; again < 3; again++) {
            RawClient.Response response =
                    client.exchange("/v1/chat/completions", "{\"model\":\"oai\",\"stream\":true,\"messages\":[]}");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("content-length")).isNull();
            assertThat(response.body())
                    .contains("data: {")
                    .doesNotContain("processing")
                    .endsWith(LAST);
            assertThat(response.complete()).isTrue();
        }
    }

    /** With a comment that clients do not need. */
    public static void answersStreamsWithALength(FakeUpstream upstream) {
        upstream.answers(
                call -> call.whole(200, ": processing\n\n" + HELLO + LAST, "content-type", "text/event-stream"));
    }
}
