package dev.sluicegate.router.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RawHttp2;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 28 of the promises, for HTTP/2. */
@RouterTest("listener: {port: 0, headerTimeout: 1s, idleTimeout: 2s, maxHeaderSize: 16Ki, maxStreamsPerConnection: 10}")
class BadHttp2Test {
    private static final byte[] GOOD = "{\"model\":\"fast\"}".getBytes(UTF_8);
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final int ENHANCE_YOUR_CALM = 0xb;

    private final FakeUpstream upstream;
    private final RunningRouter router;

    BadHttp2Test(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void endsAConnectionThatResetsItsStreamsRapidly() throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            byte[] head = RawHttp2.post();
            byte[] cancel = ByteBuffer.allocate(4).putInt(CANCEL).array();
            for (int i = 0; i < 5_001; i++) {
                client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1 + 2 * i, head);
                client.frame(RawHttp2.RST_STREAM, 0, 1 + 2 * i, cancel);
            }
            assertThat(client.await(RawHttp2.GO_AWAY).error()).isEqualTo(ENHANCE_YOUR_CALM);
            client.awaitEnd();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void endsAConnectionWhoseHeadNeverEnds() throws Exception {
        try (RawHttp2 small = new RawHttp2(router.router.port());
                RawHttp2 large = new RawHttp2(router.router.port())) {
            small.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.post());
            for (int i = 0; i < 17; i++) {
                small.frame(RawHttp2.CONTINUATION, 0, 1, RawHttp2.headers("a", "b"));
            }
            assertThat(small.await(RawHttp2.GO_AWAY).error()).isEqualTo(ENHANCE_YOUR_CALM);
            small.awaitEnd();

            large.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.post());
            for (int i = 0; i < 3; i++) {
                large.frame(RawHttp2.CONTINUATION, 0, 1, RawHttp2.headers("x-a", "b".repeat(10_000)));
            }
            assertThat(large.await(RawHttp2.GO_AWAY).error()).isEqualTo(PROTOCOL_ERROR);
            large.awaitEnd();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void endsAConnectionThatSendsPingsAndReadsNoAnswer() throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.post());
            client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, GOOD);
            FakeUpstream.Call stays = upstream.take();
            byte[] pings = new byte[17 * 100];
            byte[] ping = RawHttp2.frameBytes(RawHttp2.PING, 0, 0, new byte[8]);
            for (int i = 0; i < 100; i++) {
                System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
            }
            sendUntilRefused(client, pings);
            stays.cancelled.get(20, TimeUnit.SECONDS);
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void refusesMoreStreamsThanAllowed() throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            for (int stream = 1; stream <= 23; stream += 2) {
                client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post());
            }
            RawHttp2.Frame refusal = client.await(RawHttp2.RST_STREAM);
            assertThat(refusal.stream()).isEqualTo(21);
            assertThat(refusal.error()).isEqualTo(REFUSED_STREAM);
        }
    }

    @Test
    void refusesHeadersBeyondTheLimit() throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.frame(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.post("x-a", "b".repeat(8_150), "x-b", "b".repeat(8_050)));
            byte[] answer = client.await(RawHttp2.HEADERS).payload();
            assertThat(new DefaultHttp2HeadersDecoder()
                            .decodeHeaders(1, Unpooled.wrappedBuffer(answer))
                            .status())
                    .hasToString("431");
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\r\nx-evil: 1", "b\nc", "b\rc", "b\u0000c"})
    void refusesValuesThatWouldBeMoreThanOneLineUpstream(String value) throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.post("x-a", value));
            client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, GOOD);
            assertThat(client.await(RawHttp2.RST_STREAM).error()).isEqualTo(PROTOCOL_ERROR);
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding", "connection", "X-Upper", "x a", ""})
    void refusesNamesThatHttp2DoesNotHave(String name) throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.post(name, "chunked"));
            client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, GOOD);
            assertThat(client.await(RawHttp2.RST_STREAM).error()).isEqualTo(PROTOCOL_ERROR);
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void refusesABodyOfAnotherLengthThanAnnounced() throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.post("content-length", "4"));
            client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, GOOD);
            client.await(RawHttp2.RST_STREAM);
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void endsConnectionsThatNeverAskAnything() throws Exception {
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.awaitEnd();
        }
        try (RawHttp2 client = new RawHttp2(router.router.port())) {
            client.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.post());
            client.awaitEnd();
        }
    }

    private static void sendUntilRefused(RawHttp2 client, byte[] frames) {
        assertThatThrownBy(() -> {
                    for (int sent = 0; sent < 1_000_000; sent++) {
                        client.send(frames);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private void assertUpstreamSawNothingAndTheRouterServes() throws Exception {
        Awaitility.await().until(() -> router.router.ledger().inFlight() == 0);
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\"}", "x-request-id: good");
            FakeUpstream.Call call = upstream.take();
            assertThat(call.headers.get("x-request-id")).isEqualTo("good");
            call.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
