package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import org.junit.jupiter.api.Test;

/** The length that a client is told is the length of what it gets: else the next answer on its connection would be taken for the rest. */
@RouterTest
class AnswerLengthTest {
    private final FakeUpstream upstream;
    private final RawClient client;

    AnswerLengthTest(FakeUpstream upstream, RawClient client) {
        this.upstream = upstream;
        this.client = client;
    }

    @Test
    void whiteSpaceBeforeAnAnswerIsInNoLength() throws Exception {
        for (int i = 0; i < 2; i++) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\"}");
            upstream.take().whole(200, "\n\n  {\"choices\":[" + i + "]}", "content-type", "application/json");
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.complete()).isTrue();
            assertThat(response.body()).isEqualTo("{\"choices\":[" + i + "]}");
        }
    }

    @Test
    void anAnswerWithoutIsToldItsLength() throws Exception {
        client.post("/v1/chat/completions", "{\"model\":\"fast\"}");
        upstream.take().whole(200, "{\"choices\":[1]}", "content-type", "application/json");
        assertThat(client.read().header("content-length")).isEqualTo("15");
    }
}
