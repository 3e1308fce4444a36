package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Places at providers, the queue for them, slots, and ejection, from outside. */
@RouterTest
class CapacityTest {
    private static final String BODY = "{\"model\":\"%s\"}";

    private final FakeUpstream first;
    private final FakeUpstream second;
    private final Routers routers;
    private final RunningRouter router;
    private final AtomicReference<String> slots = new AtomicReference<>(slots(false, false));
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    CapacityTest(FakeUpstream first, @RouterTest.Second FakeUpstream second, Routers routers) {
        this.first = first;
        this.second = second;
        this.routers = routers;
        first.answers(call -> {
            switch (call.uri) {
                case "/slots" -> {
                    asked.incrementAndGet();
                    call.json(slots.get().isEmpty() ? 501 : 200, slots.get());
                }
                case "/gauges" -> {
                    asked.incrementAndGet();
                    call.json(200, "vllm:num_requests_running 0\nvllm:num_requests_waiting " + waiting.get() + "\n");
                }
                case "/metrics" -> call.json(200, "llamacpp:requests_processing 0\nllamacpp:requests_deferred 0\n");
                case "/props" -> call.json(200, "{\"total_slots\":3}");
                default -> first.leaveToTheTest(call);
            }
        });
        router = routers.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                drain: {settle: 100ms}
                providers:
                  - {name: one, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", maxInFlight: 1, queue: {size: 2, timeout: 20s}}
                  - {name: brief, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", maxInFlight: 1, queue: {size: 2, timeout: 100ms}}
                  - {name: single, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", maxInFlight: 1}
                  - {name: other, api: OpenAI, baseUrl: "http://127.0.0.1:%2$d/v1"}
                  - {name: llama, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", slots: {pollInterval: 100ms, idlePollInterval: 100ms}, queue: {size: 10}}
                  - {name: plain, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
                  - {name: vllm, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", loadMetrics: {path: /gauges, pollInterval: 100ms}}
                  - {name: sick, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", ejection: {failures: 2, baseTime: 1h, maxTime: 1h}}
                models:
                  - {name: queued, targets: [{provider: one}]}
                  - {name: brief, targets: [{provider: brief}]}
                  - {name: either, balance: Ordered, targets: [{provider: single}, {provider: other}]}
                  - {name: falls, fallbacks: [there], targets: [{provider: single}]}
                  - {name: there, targets: [{provider: other}]}
                  - {name: llama, targets: [{provider: llama}]}
                  - {name: sticky, affinity: {by: Header, header: x-session-id}, targets: [{provider: plain}, {provider: other}]}
                  - {name: measured, balance: LeastInFlight, targets: [{provider: vllm, weight: 10}, {provider: other}]}
                  - {name: sick, retry: {attempts: 0}, targets: [{provider: sick}]}
                  - {name: sickly, retry: {attempts: 0}, balance: Ordered, targets: [{provider: sick}, {provider: other}]}
                """.formatted(first.port(), second.port()));
    }

    private static String slots(boolean... busy) {
        List<String> rows = new ArrayList<>();
        for (boolean one : busy) {
            rows.add("{\"id\":" + rows.size() + ",\"is_processing\":" + one + "}");
        }
        return rows.toString();
    }

    @Test
    void requestsWaitInTurnAndTheOneTooManyIsToldWhenToComeBack() throws Exception {
        try (RawClient a = router.connect();
                RawClient b = router.connect();
                RawClient c = router.connect();
                RawClient d = router.connect()) {
            a.post("/v1/chat/completions", "{\"model\":\"queued\",\"n\":1}");
            FakeUpstream.Call call = first.take();
            b.post("/v1/chat/completions", "{\"model\":\"queued\",\"n\":2}");
            awaitMetric("sluicegate_upstream_waiting{provider=\"one\"} 1.0");
            c.post("/v1/chat/completions", "{\"model\":\"queued\",\"n\":3}");
            awaitMetric("sluicegate_upstream_waiting{provider=\"one\"} 2.0");
            RawClient.Response refused = d.exchange("/v1/chat/completions", "{\"model\":\"queued\",\"n\":4}");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("queue_full", "model 'queued'");

            call.json(200, "{}");
            FakeUpstream.Call next = first.take();
            assertThat(next.body).contains("\"n\":2");
            next.json(200, "{}");
            FakeUpstream.Call last = first.take();
            assertThat(last.body).contains("\"n\":3");
            last.json(200, "{}");
            assertThat(a.read().status()).isEqualTo(200);
            assertThat(b.read().status()).isEqualTo(200);
            assertThat(c.read().status()).isEqualTo(200);
        }
        awaitMetric("sluicegate_upstream_in_flight{provider=\"one\"} 0.0");
    }

    /** One key has filled the queue when another's request comes: that is the next but one, and the flood's newest is told to come back. */
    @Test
    void aKeysFloodTakesNotTheWholeQueue() throws Exception {
        RunningRouter keyed = routers.startWith(
                """
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                drain: {settle: 100ms}
                auth: {mode: Keys, keys: {file: "%s"}}
                providers: [{name: narrow, api: OpenAI, baseUrl: "http://127.0.0.1:%d/v1", maxInFlight: 1, queue: {size: 3, timeout: 20s}}]
                models: [{name: narrow, targets: [{provider: narrow}]}]
                """.formatted(RunningRouter.write("keys: [{id: flood, key: f}, {id: modest, key: m}]"), first.port()));
        List<CompletableFuture<HttpResponse<String>>> flood = new ArrayList<>();
        flood.add(ask(keyed, "f", 0));
        FakeUpstream.Call running = first.take();
        for (int n = 1; n <= 3; n++) {
            flood.add(ask(keyed, "f", n));
            String waits = "sluicegate_upstream_waiting{provider=\"narrow\"} " + n + ".0";
            await().until(() -> keyed.admin("GET", AdminApi.METRICS, "").body().contains(waits));
        }
        CompletableFuture<HttpResponse<String>> modest = ask(keyed, "m", 9);
        HttpResponse<String> displaced = flood.get(3).get(20, TimeUnit.SECONDS);
        assertThat(displaced.statusCode()).isEqualTo(429);
        assertThat(displaced.body()).contains("queue_full");
        assertThat(displaced.headers().firstValue("retry-after")).contains("1");
        for (String next : List.of("\"n\":1", "\"n\":9", "\"n\":2")) {
            running.json(200, "{}");
            running = first.take();
            assertThat(running.body).contains(next);
        }
        running.json(200, "{}");
        assertThat(modest.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        for (int n = 0; n < 3; n++) {
            assertThat(flood.get(n).get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    private static CompletableFuture<HttpResponse<String>> ask(RunningRouter router, String key, int n) {
        return RunningRouter.HTTP.sendAsync(
                router.request("/v1/chat/completions", "{\"model\":\"narrow\",\"n\":" + n + "}", "x-api-key", key),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoLeavesLeavesTheQueue() throws Exception {
        try (RawClient a = router.connect();
                RawClient c = router.connect()) {
            a.post("/v1/chat/completions", BODY.formatted("queued"));
            FakeUpstream.Call call = first.take();
            try (RawClient b = router.connect()) {
                b.post("/v1/chat/completions", "{\"model\":\"queued\",\"gone\":true}");
                awaitMetric("sluicegate_upstream_waiting{provider=\"one\"} 1.0");
            }
            awaitMetric("sluicegate_upstream_waiting{provider=\"one\"} 0.0");
            c.post("/v1/chat/completions", "{\"model\":\"queued\",\"here\":true}");
            awaitMetric("sluicegate_upstream_waiting{provider=\"one\"} 1.0");
            call.json(200, "{}");
            FakeUpstream.Call next = first.take();
            assertThat(next.body).contains("here");
            next.json(200, "{}");
            assertThat(c.read().status()).isEqualTo(200);
        }
        await().until(() -> router.router.ledger().requests(Outcome.CLIENT_LEFT) == 1);
    }

    @Test
    void whoWaitsTooLongIsTold() throws Exception {
        try (RawClient a = router.connect();
                RawClient b = router.connect()) {
            a.post("/v1/chat/completions", BODY.formatted("brief"));
            first.take();
            RawClient.Response response = b.exchange("/v1/chat/completions", BODY.formatted("brief"));
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("no place for model 'brief' became free in time");
            assertThat(response.header("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void aFullTargetIsSkippedAndAFullModelFallsBack() throws Exception {
        try (RawClient a = router.connect();
                RawClient b = router.connect();
                RawClient c = router.connect()) {
            a.post("/v1/chat/completions", BODY.formatted("either"));
            first.take();
            b.post("/v1/chat/completions", BODY.formatted("either"));
            second.take().json(200, "{\"from\":\"second\"}");
            assertThat(b.read().body()).contains("second");
            c.post("/v1/chat/completions", BODY.formatted("falls"));
            second.take().json(200, "{\"from\":\"fallback\"}");
            assertThat(c.read().body()).contains("fallback");
        }
    }

    @Test
    void aServerIsNeverSentMoreThanItsSlotsMinusThoseOfOthers() throws Exception {
        try (RawClient a = router.connect();
                RawClient b = router.connect()) {
            slots.set(slots(true, false));
            awaitPolls();
            a.post("/v1/chat/completions", BODY.formatted("llama"));
            FakeUpstream.Call call = first.take();
            slots.set(slots(true, true));
            awaitPolls();
            b.post("/v1/chat/completions", BODY.formatted("llama"));
            awaitMetric("sluicegate_upstream_waiting{provider=\"llama\"} 1.0");
            awaitMetric("sluicegate_upstream_in_flight{provider=\"llama\"} 1.0");
            // the other's slot becomes free, ours does not
            slots.set(slots(false, true));
            first.take().json(200, "{}");
            assertThat(b.read().status()).isEqualTo(200);
            call.json(200, "{}");
            assertThat(a.read().status()).isEqualTo(200);
        }
    }

    @Test
    void whereSlotsAreOffTheMetricsSayIt() throws Exception {
        slots.set("");
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                clients.add(router.connect());
                clients.getLast().post("/v1/chat/completions", BODY.formatted("llama"));
            }
            awaitMetric("sluicegate_upstream_in_flight{provider=\"llama\"} 3.0");
            awaitMetric("sluicegate_upstream_waiting{provider=\"llama\"} 1.0");
            for (int i = 0; i < 4; i++) {
                first.take().json(200, "{}");
            }
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** By weight alone, the first would get each request. */
    @Test
    void whatWaitsAtAServerWeighsInTheChoice() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", BODY.formatted("measured"));
            first.take().json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);

            waiting.set(50);
            awaitPolls();
            client.post("/v1/chat/completions", BODY.formatted("measured"));
            second.take().json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void oneSessionStaysAtOneTarget() throws Exception {
        first.answers(call -> call.json(200, "first"));
        second.answers(call -> call.json(200, "second"));
        Map<String, String> places = new HashMap<>();
        try (RawClient client = router.connect()) {
            for (int round = 0; round < 3; round++) {
                for (int session = 0; session < 16; session++) {
                    RawClient.Response response = client.exchange(
                            "/v1/chat/completions", BODY.formatted("sticky"), "x-session-id: s" + session);
                    String before = places.putIfAbsent("s" + session, response.body());
                    assertThat(response.body()).isEqualTo(before == null ? response.body() : before);
                }
            }
        }
        assertThat(places.values()).contains("first", "second");
    }

    @Test
    void aSickProviderIsLeftAloneAsLongAsThereIsABetterOne() throws Exception {
        try (RawClient client = router.connect()) {
            for (int i = 0; i < 2; i++) {
                client.post("/v1/chat/completions", BODY.formatted("sick"));
                first.take().json(500, "{}");
                assertThat(client.read().status()).isEqualTo(500);
            }
            awaitMetric("sluicegate_upstream_ejected{provider=\"sick\"} 1.0");
            client.post("/v1/chat/completions", BODY.formatted("sickly"));
            second.take().json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);

            // nothing better: it is tried all the same, and comes back by that
            client.post("/v1/chat/completions", BODY.formatted("sick"));
            first.take().json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
            awaitMetric("sluicegate_upstream_well{provider=\"sick\"} 1.0");
        }
    }

    /** Until an answer that was asked for after this call has come in. */
    private void awaitPolls() {
        int now = asked.get();
        await().until(() -> asked.get() > now + 2);
    }

    private void awaitMetric(String line) {
        await().untilAsserted(() ->
                assertThat(router.admin("GET", AdminApi.METRICS, "").body()).contains(line));
    }
}
