package dev.sluicegate.router.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is the same only if what its headers say to the provider is the same. */
@RouterTest(config = """
            cache: {size: 1Mi, ttl: 1h}
            providers:
              - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", passThrough: {requestHeaders: [X-Tenant]}}
            models:
              - {name: fast, targets: [{provider: p}]}
            """)
class CacheHeadersTest {
    private final RunningRouter router;

    CacheHeadersTest(FakeUpstream upstream, RunningRouter router) {
        this.router = router;
        AtomicInteger asked = new AtomicInteger();
        upstream.answers(call -> call.json(200, "{\"data\":[" + asked.incrementAndGet() + "]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-tenant", "openai-beta", "anthropic-beta"})
    void anotherValueIsAnotherRequest(String header) throws Exception {
        assertThat(ask(header, "a")).isEqualTo("{\"data\":[1]}");
        assertThat(ask(header, "b")).isEqualTo("{\"data\":[2]}");
        assertThat(ask(header, "a", header, "b")).isEqualTo("{\"data\":[3]}");
        assertThat(ask(header, "a")).isEqualTo("{\"data\":[1]}");
        assertThat(ask("x-other", "a")).isEqualTo("{\"data\":[4]}");
        assertThat(ask("x-other", "b")).as("goes to no provider").isEqualTo("{\"data\":[4]}");
    }

    private String ask(String... headers) throws Exception {
        HttpResponse<String> answer = router.post("/v1/embeddings", "{\"model\":\"fast\",\"input\":\"text\"}", headers);
        return answer.body();
    }
}
