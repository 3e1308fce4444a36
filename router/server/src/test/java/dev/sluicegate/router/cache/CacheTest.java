package dev.sluicegate.router.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@RouterTest(value = """
            auth: {mode: Keys, keys: {file: "${file0}"}}
            cache: {size: 1Mi, ttl: 1h}
            """, files = "keys: [{id: a, key: key-a}, {id: b, key: key-b}]")
class CacheTest {
    private static final String QUESTION = "{\"model\":\"fast\",\"input\":\"text\"}";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    CacheTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void givesTheAnswerAgainToExactlyTheSameRequestOfTheSameKey() throws Exception {
        expectMiss("/v1/embeddings", QUESTION, "key-a", 200, "{\"data\":[1]}");
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> again = router.post("/v1/embeddings", QUESTION, "api-key", "key-a");
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo("{\"data\":[1]}");
            assertThat(again.headers().firstValue("x-sluicegate-cache")).contains("hit");
            assertThat(again.headers().firstValue("x-request-id")).isPresent();
        }
        expectMiss("/v1/embeddings", QUESTION, "key-b", 200, "{\"data\":[2]}");
        expectMiss("/v1/embeddings", QUESTION + " ", "key-a", 200, "{\"data\":[3]}");
        expectMiss("/v1/completions", QUESTION, "key-a", 200, "{\"data\":[4]}");

        assertThat(router.admin("POST", AdminApi.CACHE_CLEAR, "").body()).isEqualTo("{\"cleared\":4}");
        expectMiss("/v1/embeddings", QUESTION, "key-a", 200, "{\"data\":[5]}");
        assertThat(router.admin("GET", "/metrics", "").body())
                .contains("sluicegate_cache_answers_total{result=\"hit\"} 3.0")
                .contains("sluicegate_cache_answers_total{result=\"miss\"} 5.0");
    }

    @Test
    void keepsNoErrorAndNoStreamAndAsksWhenTheClientWantsThat() throws Exception {
        expectMiss("/v1/chat/completions", QUESTION, "key-a", 400, "{\"error\":{\"message\":\"no\"}}");
        expectMiss("/v1/chat/completions", QUESTION, "key-a", 200, "{\"data\":[1]}");

        CompletableFuture<HttpResponse<String>> fresh = RunningRouter.HTTP.sendAsync(
                router.request("/v1/chat/completions", QUESTION, "api-key", "key-a", "cache-control", "no-cache"),
                HttpResponse.BodyHandlers.ofString());
        upstream.take().json(200, "{\"data\":[2]}");
        assertThat(fresh.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"data\":[2]}");

        String stream = "{\"model\":\"fast\",\"stream\":true}";
        for (int i = 0; i < 2; i++) {
            try (RawClient client = router.connect()) {
                client.post("/v1/chat/completions", stream, "api-key: key-a");
                FakeUpstream.Call call = upstream.take();
                call.startStream();
                call.send("data: {}\n\ndata: [DONE]\n\n");
                call.end();
                assertThat(client.readUntil("0\r\n\r\n")).doesNotContain("x-sluicegate-cache");
            }
        }
        await().until(() -> router.router.ledger().inFlight() == 0);
    }

    /** A provider's error that calls itself a good answer would be given again until the cache forgets it. */
    @Test
    void keepsNoErrorWithStatus200() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        upstream.answers(call -> {
            asked.incrementAndGet();
            call.json(200, "{\"error\":{\"message\":\"Provider returned error\",\"code\":502}}");
        });
        for (int i = 0; i < 2; i++) {
            int before = asked.get();
            HttpResponse<String> failed = router.post("/v1/chat/completions", QUESTION, "api-key", "key-a");
            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(asked.get()).isGreaterThan(before);
        }
    }

    private void expectMiss(String path, String body, String key, int status, String answer) throws Exception {
        CompletableFuture<HttpResponse<String>> response = RunningRouter.HTTP.sendAsync(
                router.request(path, body, "api-key", key), HttpResponse.BodyHandlers.ofString());
        upstream.take().json(status, answer);
        assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo(answer);
        assertThat(response.get().headers().firstValue("x-sluicegate-cache")).contains("miss");
    }
}
