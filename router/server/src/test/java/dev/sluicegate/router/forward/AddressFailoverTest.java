package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A provider with several addresses, one of which takes connections and answers nothing: retries go to another one, later requests at once. */
@RouterTest(config = """
            providers:
              - name: one
                api: OpenAI
                baseUrl: http://model-server.example/v1
                addresses: ["127.0.0.1:${first}", "127.0.0.1:${second}"]
                ejection: {failures: 1000}
            models: [{name: m, targets: [{provider: one}], retry: {attempts: 1, backoff: 1ms}}]
            """)
class AddressFailoverTest {
    /** So many that each event loop has several. */
    private static final int CLIENTS = 16;

    private static final String REQUEST = "{\"model\":\"m\",\"messages\":[]}";

    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final RunningRouter router;

    AddressFailoverTest(FakeUpstream first, @RouterTest.Second FakeUpstream second, RunningRouter router) {
        this.router = router;
        first.answers(call -> {
            broken.incrementAndGet();
            call.breakOff();
        });
        second.answers(call -> {
            served.incrementAndGet();
            assertThat(call.headers.get("host")).isEqualTo("model-server.example");
            call.json(200, "{}");
        });
    }

    @Test
    void eachRequestIsServedAndFewPayForFindingOut() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(router.post("/v1/chat/completions", REQUEST).statusCode())
                    .isEqualTo(200);
        }
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(router.connect());
            clients.getLast().post("/v1/chat/completions", REQUEST);
        }
        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
            client.close();
        }
        assertThat(served).hasValue(2 * CLIENTS);
        // once, and once more after each pause, which doubles; taking turns alone would make it as many as requests
        assertThat(broken.get()).isBetween(1, CLIENTS / 2);
    }
}
