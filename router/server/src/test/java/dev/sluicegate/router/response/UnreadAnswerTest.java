package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row 25 of the promises: a client that does not read the end of its answer holds it for a bounded time; one that is slow gets all of it. */
@RouterTest("listener: {port: 0, idleTimeout: 1s}")
class UnreadAnswerTest {
    private static final String TEXT = "x".repeat(24 << 20);

    private final FakeUpstream upstream;
    private final RunningRouter router;

    UnreadAnswerTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void aClientThatTakesNothingIsLeft() throws Exception {
        try (RawClient client = router.connect()) {
            ask(client);
            await().until(() -> router.router.ledger().requests(Outcome.CLIENT_LEFT) == 1);
            assertThat(router.router.ledger().inFlight()).isZero();
            assertThat(client.read().complete()).isFalse();
        }
    }

    @Test
    void aClientThatTakesItSlowlyGetsAll() throws Exception {
        try (RawClient client = router.connect()) {
            ask(client);
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.complete()).isTrue();
            assertThat(response.body()).contains(TEXT);
        }
        await().until(() -> router.router.ledger().requests(Outcome.COMPLETED) == 1);
    }

    /** For an answer that is translated, so that it ends at the provider before its client gets a byte. */
    private void ask(RawClient client) throws Exception {
        client.post("/v1/messages", "{\"model\":\"fast\",\"max_tokens\":9,\"messages\":[]}");
        upstream.take()
                .json(
                        200,
                        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\""
                                + TEXT + "\"}}]}");
    }
}
