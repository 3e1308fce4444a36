package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import org.junit.jupiter.api.Test;

/** The sum of the bodies that wait to be sent, or to be sent again, is bounded; small ones are served all the same. */
@RouterTest
class BufferedBodiesTest {
    private static final int LARGE = 500_000;
    private static final String CHAT = "/v1/chat/completions";
    private static final String SMALL = "{\"model\":\"fast\"}";

    private final FakeUpstream upstream;
    private final BodyBudget bodies = new BodyBudget(1 << 20);
    private final RunningRouter router;

    BufferedBodiesTest(FakeUpstream upstream, Routers routers) {
        this.upstream = upstream;
        router = routers.startWith(RunningRouter.config(upstream, ""), bodies);
    }

    @Test
    void refusesALargeBodyBeforeItComesWhileOthersAreHeld() throws Exception {
        try (RawClient first = router.connect();
                RawClient second = router.connect();
                RawClient small = router.connect()) {
            first.post(CHAT, large("fast", LARGE));
            FakeUpstream.Call held = upstream.take();
            assertThat(bodies.held()).isEqualTo(LARGE);

            second.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + LARGE + "\r\n\r\n");
            RawClient.Response refused = second.read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("memory for large requests' bodies is full");
            second.expectFin();

            small.post(CHAT, SMALL);
            upstream.take().json(200, "{}");
            assertThat(small.read().status()).isEqualTo(200);

            held.json(200, "{}");
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(router.admin("GET", AdminApi.METRICS, "").body())
                    .contains("sluicegate_bodies_refused_total 1.0")
                    .contains("sluicegate_bodies_max_bytes 1048576.0");
            assertThat(router.admin("GET", AdminApi.DIAGNOSTICS, "").body()).contains("\"maxBytes\":1048576");
        }
        await().until(() -> bodies.held() == 0);
    }

    @Test
    void refusesABodyOfUnknownLengthWhenItHasBecomeTooMuch() throws Exception {
        try (RawClient first = router.connect();
                RawClient second = router.connect()) {
            first.post(CHAT, large("fast", LARGE));
            FakeUpstream.Call held = upstream.take();
            second.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
            String piece = "5000\r\n" + " ".repeat(0x5000) + "\r\n";
            while (!second.hasAnswer()) {
                second.send(piece);
            }
            assertThat(second.read().status()).isEqualTo(503);
            assertThat(bodies.held()).isEqualTo(LARGE);
            held.json(200, "{}");
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    @Test
    void holdsNothingForAStreamThatHasBegun() throws Exception {
        try (RawClient client = router.connect()) {
            client.post(CHAT, "{\"stream\":true," + large("fast", LARGE).substring(1));
            FakeUpstream.Call call = upstream.take();
            assertThat(bodies.held()).isGreaterThan(LARGE);
            call.startStream();
            call.send("data: 1\n\n");
            client.readUntil("data: 1\n\n");
            assertThat(bodies.held()).isZero();
            call.send("data: [DONE]\n\n");
            call.end();
            client.readUntil("0\r\n\r\n");
        }
    }

    @Test
    void holdsABodyFromOneAttemptToTheNextAndNoLonger() throws Exception {
        try (RunningRouter retrying = RunningRouter.startWith("""
                        version: 1
                        listener: {port: 0}
                        admin: {port: 0}
                        drain: {settle: 100ms}
                        providers:
                          - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
                        models:
                          - {name: fast, retry: {attempts: 3, backoff: 1ms}, targets: [{provider: p}]}
                        """.formatted(upstream.port()), bodies);
                RawClient client = retrying.connect()) {
            String body = large("fast", LARGE);
            client.post(CHAT, body);
            upstream.take().json(500, "{}");
            FakeUpstream.Call second = upstream.take();
            assertThat(second.body).isEqualTo(body);
            assertThat(bodies.held()).isEqualTo(LARGE);
            second.breakOff();
            FakeUpstream.Call third = upstream.take();
            assertThat(third.body).isEqualTo(body);
            third.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(bodies.held()).isZero();
        }
    }

    @Test
    void holdsNothingForAClientThatHasLeft() throws Exception {
        try (RawClient uploading = router.connect();
                RawClient waiting = router.connect()) {
            uploading.send(
                    "POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-length: 300000\r\n\r\n" + " ".repeat(9_000));
            waiting.post(CHAT, large("fast", 300_000));
            upstream.take();
            await().until(() -> bodies.held() == 600_000);
        }
        await().until(() -> bodies.held() == 0);
    }

    @Test
    void refusesWhatWouldNeverFit() throws Exception {
        try (RawClient client = router.connect()) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n");
            RawClient.Response refused = client.read();
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.header("retry-after")).isNull();
        }
    }

    @Test
    void countsTranslationsAndWhatTheyNeed() throws Exception {
        try (RawClient first = router.connect();
                RawClient second = router.connect();
                RawClient third = router.connect()) {
            // what it becomes is counted as long as it may be sent again
            first.post(CHAT, large("claude", 60_000));
            FakeUpstream.Call held = upstream.take();
            assertThat(bodies.held()).isBetween(100_000L, 130_000L);
            // this one's tree would be larger than what is left
            RawClient.Response busy = second.exchange(CHAT, large("claude", 100_000));
            assertThat(busy.status()).isEqualTo(503);
            assertThat(busy.body()).contains("no memory to translate");
            // and this one's would never fit, for the number of its values
            String values = "{\"model\":\"claude\",\"messages\":[" + "{},".repeat(9_000) + "{}]}";
            RawClient.Response never = third.exchange(CHAT, values);
            assertThat(never.status()).isEqualTo(400);
            assertThat(never.body()).contains("too large to be translated for provider 'anthropic'");
            held.json(
                    200,
                    "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[{\"type\":\"text\","
                            + "\"text\":\"yes\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
            assertThat(first.read().status()).isEqualTo(200);
        }
        await().until(() -> bodies.held() == 0);
    }

    /** @param length of the whole body */
    private static String large(String model, int length) {
        String head = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"";
        String tail = "\"}]}";
        return head + "x".repeat(length - head.length() - tail.length()) + tail;
    }
}
