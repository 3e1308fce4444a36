package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Large bodies come to every provider as they were, but for the model's name. */
@RouterTest
class LargeBodiesTest {
    private static final String CHAT = "/v1/chat/completions";

    private final Random random = new Random(7);
    private final FakeUpstream upstream;
    private final RunningRouter router;

    LargeBodiesTest(FakeUpstream upstream, Routers routers) {
        this.upstream = upstream;
        router = start(routers);
    }

    @Test
    void bodiesComeThroughAsTheyWere() throws Exception {
        for (int length : List.of(100, 30_000, 70_000, 300_000, 1_000_000, 3_000_000)) {
            for (String model : List.of("fast", "one")) {
                String body = body(model, length);
                String there = body.replace("\"fast\"", "\"real-model\"");
                try (RawClient client = router.connect()) {
                    client.post(CHAT, body);
                    answer(there);
                    assertThat(client.read().status()).isEqualTo(200);
                    // the same connection, and now in chunks
                    client.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
                    int piece = 1 + random.nextInt(length);
                    for (int at = 0; at < body.length(); at += piece) {
                        String part = body.substring(at, Math.min(body.length(), at + piece));
                        client.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
                    }
                    client.send("0\r\n\r\n");
                    answer(there);
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
        }
    }

    private void answer(String wanted) throws InterruptedException {
        FakeUpstream.Call call = upstream.take();
        assertThat(call.body.equals(wanted)).as("the body is what was sent").isTrue();
        call.json(200, "{}");
    }

    @Test
    void everyAttemptGetsTheSame() throws Exception {
        String body = body("again", 1_000_000);
        try (RawClient client = router.connect()) {
            client.post(CHAT, body);
            FakeUpstream.Call first = upstream.take();
            assertThat(first.body.equals(body)).isTrue();
            first.json(500, "{}");
            FakeUpstream.Call second = upstream.take();
            assertThat(second.body.equals(body)).isTrue();
            second.breakOff();
            answer(body);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void twoAttemptsAtTheSameTimeGetTheSame() throws Exception {
        String body = body("hedged", 1_000_000);
        try (RawClient client = router.connect()) {
            client.post(CHAT, body);
            FakeUpstream.Call first = upstream.take();
            FakeUpstream.Call second = upstream.take();
            assertThat(first.body.equals(body) && second.body.equals(body)).isTrue();
            second.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
            first.cancelled.get(20, TimeUnit.SECONDS);
        }
    }

    private RunningRouter start(Routers routers) {
        String more = """
                  - {name: again, retry: {attempts: 3, backoff: 1ms}, targets: [{provider: openai, model: again}]}
                  - {name: hedged, hedge: {after: 100ms}, targets: [{provider: openai, model: hedged}, {provider: other, model: hedged}]}
                """;
        String config = RunningRouter.config(upstream, "")
                .replace("  - {name: one, targets", more + "  - {name: one, targets")
                .replace(
                        "  - {name: slow,",
                        "  - {name: other, api: OpenAI, baseUrl: \"http://127.0.0.1:" + upstream.port() + "/v1\"}\n"
                                + "  - {name: slow,");
        return routers.startWith(config);
    }

    /** A body of about this length in which no part is like another. */
    private String body(String model, int length) {
        StringBuilder text = new StringBuilder(length + 100)
                .append("{\"model\":\"")
                .append(model)
                .append("\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"");
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36));
        }
        return text.append("\"}]}").toString();
    }
}
