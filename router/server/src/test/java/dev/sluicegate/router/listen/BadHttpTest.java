package dev.sluicegate.router.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RawHttp2;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 28 of the promises, for HTTP/1.1: what is not HTTP, or too much of it, is refused, and the upstream never sees it. */
@RouterTest("""
            listener: {port: 0, headerTimeout: 1s, idleTimeout: 2s, maxHeaderSize: 16Ki, maxConnections: 20}
            limits: {maxRequestBodySize: 256Ki}""")
class BadHttpTest {
    private static final String GOOD = "{\"model\":\"fast\"}";
    private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n";

    /** A request that must never be taken for one, because it stands in another's body. */
    private static final String SMUGGLED = HEAD + "x-request-id: smuggled\r\ncontent-length: 16\r\n\r\n" + GOOD;

    private static final String CHUNKED = "10\r\n" + GOOD + "\r\n0\r\n\r\n";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    BadHttpTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n",
                "transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n",
                "transfer-encoding: chunked, identity\r\n\r\n",
                "transfer-encoding: chunked, chunked\r\n\r\n",
                "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n",
                "transfer-encoding: xchunked\r\n\r\n",
                "transfer-encoding:\u000bchunked\r\n\r\n",
                "transfer-encoding : chunked\r\n\r\n",
                "content-length: 16\r\ncontent-length: 4\r\n\r\n",
                "content-length: 16\r\ncontent-length: 16\r\n\r\n",
                "content-length: 16, 4\r\n\r\n",
                "content-length: +16\r\n\r\n",
                "content-length: -1\r\n\r\n",
                "content-length: 0x10\r\n\r\n",
                "content-length: 99999999999999999999\r\n\r\n",
                "x-a: b\rcontent-length: 4\r\n\r\n",
                "x-a: b\ncontent-length: 4\r\n\r\n",
                "x-a: b\u0000c\r\n\r\n",
                "x a: b\r\n\r\n",
                "no colon\r\n\r\n",
            })
    void refusesAHeadThatTwoReadersCouldReadInTwoWays(String rest) throws Exception {
        assertRefused(HEAD + rest + CHUNKED + SMUGGLED, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10\n" + GOOD + "\r\n0\r\n\r\n",
                "10\r\n" + GOOD + "\n0\r\n\r\n",
                "10\r\n" + GOOD + "\r\n0\n\n",
                "10 \r\n" + GOOD + "xx0\r\n\r\n",
                "0x10\r\n" + GOOD + "\r\n0\r\n\r\n",
                "-10\r\n" + GOOD + "\r\n0\r\n\r\n",
                "fffffffff0\r\n" + GOOD + "\r\n0\r\n\r\n",
                "\r\n" + GOOD + "\r\n0\r\n\r\n",
                "10;a=\nb\r\n" + GOOD + "\r\n0\r\n\r\n",
            })
    void refusesABodyWhoseEndTwoReadersCouldSeeInTwoPlaces(String body) throws Exception {
        assertRefused(HEAD + "transfer-encoding: chunked\r\n\r\n" + body + SMUGGLED, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "PO ST / HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nhost: x\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String bytes) throws Exception {
        assertRefused(bytes, 400);
    }

    @Test
    void refusesOtherVersionsOfHttp() throws Exception {
        try (RawClient client = router.connect()) {
            client.send("POST /v1/chat/completions HTTP/3.7\r\nhost: x\r\ncontent-length: 16\r\n\r\n" + GOOD);
            assertThat(client.read().status()).isEqualTo(501);
            client.expectFin();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void refusesAQueryThatCannotBeDecoded() throws Exception {
        try (RawClient client = router.connect()) {
            client.send("GET /v1/models?limit=%zz HTTP/1.1\r\nhost: x\r\nanthropic-version: 2023-06-01\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
        }
    }

    /** RFC 9112, section 5.2: refused, or put on one line before it is passed on. */
    @Test
    void unfoldsAHeaderBeforeItPassesItOn() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", GOOD, "openai-beta: b\r\n content-length: 4", ": nameless");
            FakeUpstream.Call call = upstream.take();
            assertThat(call.headers.get("openai-beta")).isEqualTo("b content-length: 4");
            assertThat(call.headers.getAll("content-length")).hasSize(1);
            assertThat(call.headers.names()).doesNotContain("");
            call.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void refusesHeadsBeyondTheLimit() throws Exception {
        assertRefused(HEAD + "x-a: " + "a".repeat(17 * 1024) + "\r\n\r\n", 431);
        assertRefused(HEAD + "x-a: b\r\n".repeat(3_000) + "\r\n", 431);
        assertRefused("GET /" + "a".repeat(17 * 1024) + " HTTP/1.1\r\nhost: x\r\n\r\n", 414);
        try (RawClient endless = router.connect()) {
            String refusal = writeUntilRefused(endless, HEAD, "x-a: " + "b".repeat(1_000) + "\r\n");
            assertThat(refusal).startsWith("HTTP/1.1 431");
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void endsABadUpgradeInsteadOfReadingOnWithoutEnd() throws Exception {
        try (RawClient client = router.connect()) {
            client.send(
                    HEAD + "connection: upgrade, http2-settings\r\nupgrade: h2c\r\ncontent-length: 1000000000\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            client.expectFin();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void endsHeadsThatComeTooSlowly() throws Exception {
        try (RawClient silent = router.connect();
                RawClient slow = router.connect();
                RawClient slowLater = router.connect();
                RawClient preface = router.connect()) {
            slow.send(HEAD);
            preface.send("PRI * HTTP");
            slowLater.post("/v1/chat/completions", GOOD);
            upstream.take().json(200, "{}");
            assertThat(slowLater.read().status()).isEqualTo(200);
            slowLater.send("POST ");

            for (RawClient client : List.of(slow, slowLater, preface)) {
                RawClient.Response response = client.read();
                assertThat(response.status()).isEqualTo(408);
                assertThat(response.saysClose()).isTrue();
                client.expectFin();
            }
            silent.expectFin();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void endsBodiesThatComeTooSlowly() throws Exception {
        try (RawClient stalled = router.connect();
                RawClient drip = router.connect()) {
            stalled.send(HEAD + "content-length: 16\r\n\r\n{");
            drip.send(HEAD + "content-length: 100000\r\n\r\n");
            Thread dripping = Thread.startVirtualThread(() -> drip(drip));
            for (RawClient client : List.of(stalled, drip)) {
                RawClient.Response response = client.read();
                assertThat(response.status()).isEqualTo(408);
                assertThat(response.saysClose()).isTrue();
            }
            stalled.expectFin();
            dripping.interrupt();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void closesIdleConnectionsButNotStreams() throws Exception {
        try (RawClient idle = router.connect();
                RawClient streaming = router.connect()) {
            streaming.post("/v1/chat/completions", "{\"model\":\"one\"}");
            FakeUpstream.Call stream = upstream.take();
            idle.post("/v1/chat/completions", GOOD);
            upstream.take().json(200, "{}");
            assertThat(idle.read().status()).isEqualTo(200);
            idle.expectFin();
            // the stream has been silent for longer than an idle connection may be
            stream.json(200, "{}");
            assertThat(streaming.read().complete()).isTrue();
        }
    }

    @Test
    void refusesConnectionsBeyondTheLimitAndTakesThemAgainLater() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = router.connect();
            clients.add(client);
            client.send("GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        try (RawClient oneMore = router.connect();
                RawClient http2 = router.connect()) {
            oneMore.post("/v1/chat/completions", GOOD);
            RawClient.Response refused = oneMore.read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("20 connections (listener.maxConnections)");
            oneMore.expectFin();
            http2.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(http2.readToFin()).hasSize(26);
        }
        for (RawClient client : clients) {
            client.close();
        }
        await().until(() -> connections() == 0);
        assertUpstreamSawNothingAndTheRouterServes();
        assertThat(router.admin("GET", AdminApi.METRICS, "").body())
                .contains("sluicegate_refused_total{reason=\"too_many_connections\"} 2.0");
    }

    /** The attacks are attacks: a listener with other limits takes what this one refuses. */
    @Test
    void aListenerWithoutTheLimitsLetsThemThrough() throws Exception {
        try (RunningRouter open = RunningRouter.start(
                        upstream,
                        "listener: {port: 0, maxHeaderSize: 1Mi, maxConnections: 21, maxStreamsPerConnection: 100}");
                RawClient large = open.connect();
                RawHttp2 streams = new RawHttp2(open.router.port())) {
            large.send("GET /v1/models HTTP/1.1\r\nhost: x\r\nx-a: " + "a".repeat(17 * 1024) + "\r\n\r\n");
            assertThat(large.read().status()).isEqualTo(200);
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 19; i++) {
                clients.add(open.connect());
            }
            for (RawClient client : clients) {
                client.send("GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            for (int stream = 1; stream <= 23; stream += 2) {
                streams.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post());
            }
            await().until(() -> open.router.ledger().inFlight() == 12);
        }
    }

    private static final int MOST_WAITING = 20_000;

    @Test
    void answersAllThatIsSentAhead() throws Exception {
        try (RawClient client = router.connect()) {
            client.send("GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000));
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    /** Pipelining: each request is answered at once, and each answer would wait in memory. */
    @Test
    void asksNothingMoreOfAClientThatTakesNoAnswer() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger before = new AtomicInteger(-1);
        AtomicInteger most = new AtomicInteger();
        try (RawClient client = router.connect()) {
            Thread flood = Thread.startVirtualThread(() -> flood(client, sent));
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                most.accumulateAndGet(router.router.ledger().inFlight(), Math::max);
                return !flood.isAlive() || before.getAndSet(sent.get()) == sent.get() || most.get() > MOST_WAITING;
            });
        }
        most.accumulateAndGet(router.router.ledger().inFlight(), Math::max);
        assertThat(most.get())
                .as("answers that wait, of " + sent + " requests; one read brings some thousand")
                .isLessThan(MOST_WAITING);
        await().until(() -> router.router.ledger().inFlight() == 0);
        assertUpstreamSawNothingAndTheRouterServes();
    }

    private static void flood(RawClient client, AtomicInteger sent) {
        try {
            for (int i = 0; i < 6_000; i++) {
                client.send("GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100));
                sent.addAndGet(100);
            }
        } catch (IOException e) {
            // the router has closed it
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"fast\",\"n\":1e999999999999999999999}",
                "{\"model\":\"fast\",\"n\":" + "9" + "}",
                "{\"model\":\"fast\",\"seed\":99999999999999999999999999999999999999999999999999999999999999999999}"
            })
    void passesNumbersOnWithoutLookingAtTheirSize(String body) throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", body);
            FakeUpstream.Call call = upstream.take();
            assertThat(call.body).isEqualTo(body.replace("fast", "real-model"));
            call.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesJsonThatIsDeepOrInvalidOrNone() throws Exception {
        for (String body : List.of(
                "{\"model\":\"fast\",\"a\":" + "[".repeat(100_000),
                "{\"model\":\"fast\",\"a\":" + "{\"a\":".repeat(30_000),
                "{\"model\":\"fast\",\"a\":" + "[".repeat(600) + "]".repeat(600) + "}",
                "{\"model\":\"fast\",\"model\":\"one\"}",
                "{\"model\":\"fast\",}",
                "{\"model\":\"fast\",\"a\":01}",
                "{\"model\":\"fast\",\"a\":NaN}",
                "{\"model\":\"fast\"} {}",
                "[{\"model\":\"fast\"}]",
                "\"fast\"",
                "")) {
            try (RawClient client = router.connect()) {
                RawClient.Response response = client.exchange("/v1/chat/completions", body);
                assertThat(response.status())
                        .as(body.substring(0, Math.min(60, body.length())))
                        .isEqualTo(400);
            }
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    @Test
    void survivesNoise() throws Exception {
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[ThreadLocalRandom.current().nextInt(2_000)];
            ThreadLocalRandom.current().nextBytes(noise);
            try (RawClient client = router.connect()) {
                client.sendBytes((i % 2 == 0 ? "" : HEAD).getBytes(ISO_8859_1));
                client.sendBytes(noise);
            }
        }
        // by the limit of connections, the next client would be one too many before they are gone
        await().until(() -> connections() == 0);
        assertThat(router.router.ledger().inFlight()).isZero();
        assertUpstreamSawNothingAndTheRouterServes();
    }

    private void assertRefused(String bytes, int status) throws Exception {
        try (RawClient client = router.connect()) {
            client.sendBytes(bytes.getBytes(ISO_8859_1));
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.saysClose()).isTrue();
            assertThat(response.body()).contains("\"error\":{\"message\":");
            client.expectFin();
        }
        assertUpstreamSawNothingAndTheRouterServes();
    }

    private void assertUpstreamSawNothingAndTheRouterServes() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", GOOD, "x-request-id: good");
            // what comes first at the upstream is this one, and nothing that was smuggled before it
            FakeUpstream.Call call = upstream.take();
            assertThat(call.headers.get("x-request-id")).isEqualTo("good");
            call.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(upstream.seen()).doesNotContainKey("smuggled");
        assertThat(router.router.ledger().requests(Outcome.CUT)).isZero();
    }

    private int connections() throws IOException {
        return RunningRouter.JSON
                .readTree(router.admin("GET", AdminApi.HEALTH_DETAILED, "").body())
                .get("connections")
                .asInt();
    }

    private static String writeUntilRefused(RawClient client, String head, String line) throws IOException {
        client.send(head);
        for (int i = 0; i < 100_000; i++) {
            try {
                client.send(line);
            } catch (IOException e) {
                break;
            }
            if (client.hasAnswer()) {
                break;
            }
        }
        return client.readUntil("\r\n\r\n");
    }

    private static void drip(RawClient client) {
        try {
            while (!Thread.interrupted()) {
                client.send(" ");
                LockSupport.parkNanos(50_000_000);
            }
        } catch (IOException e) {
            // refused, as it should be
        }
    }
}
