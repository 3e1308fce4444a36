package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A provider goes bad while clients send one request after the other, on all event loops. Only what is under way at that moment pays for
 * finding out, one request of each client at most; none is lost.
 */
class FailoverUnderLoadTest {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 60;
    /** As many answers have come when it goes bad, so that it looks well by its average. */
    private static final int GOOD = 160;

    private static final Pattern FAILED =
            Pattern.compile("^sluicegate_attempts_failed_total ([0-9]+)", Pattern.MULTILINE);

    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger paid = new AtomicInteger();
    private int failedAttempts;

    @ParameterizedTest
    @ValueSource(ints = {429, 401, 402})
    void aProviderThatRefusesIsLeft(int status) throws Exception {
        load("", first -> goesBad(first, call -> call.json(status, "{}", "retry-after", "60")));
        assertThat(good).hasValue(GOOD);
        assertThat(paid.get()).isBetween(1, CLIENTS);
        assertThat(failedAttempts).isEqualTo(paid.get());
    }

    @Test
    void aProviderThatIsGoneIsLeft() throws Exception {
        load(
                "",
                first -> goesBad(first, call -> {
                    call.breakOff();
                    first.goAway();
                }));
        // in each second those that are under way then; by its average it would look well for as long as it did well
        assertThat(failedAttempts).isBetween(1, GOOD / 2);
    }

    @Test
    void anAddressThatIsGoneIsPassedOver() throws Exception {
        load(
                "addresses: [\"127.0.0.1:%1$d\", \"127.0.0.1:%2$d\"]",
                first -> goesBad(first, FakeUpstream.Call::breakOff));
        // once more after each pause, which doubles
        assertThat(failedAttempts).isBetween(1, 2 * CLIENTS);
    }

    private void goesBad(FakeUpstream first, Consumer<FakeUpstream.Call> bad) {
        first.answers(call -> {
            if (good.getAndUpdate(count -> Math.min(GOOD, count + 1)) < GOOD) {
                call.json(200, "{}");
            } else {
                paid.incrementAndGet();
                bad.accept(call);
            }
        });
    }

    /** Every request of all clients ends well. */
    private void load(String addresses, Consumer<FakeUpstream> firsts) throws Exception {
        try (FakeUpstream first = new FakeUpstream();
                FakeUpstream second = new FakeUpstream();
                RunningRouter router = RunningRouter.startWith(config(addresses, first.port(), second.port()));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            firsts.accept(first);
            second.answers(call -> call.json(200, "{}"));
            List<Future<Integer>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ends.add(clients.submit(client(router)));
            }
            for (Future<Integer> end : ends) {
                assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(REQUESTS);
            }
            String metrics = router.admin("GET", AdminApi.METRICS, "").body();
            Matcher failed = FAILED.matcher(metrics);
            assertThat(failed.find()).isTrue();
            failedAttempts = Integer.parseInt(failed.group(1));
        }
    }

    private static Callable<Integer> client(RunningRouter router) {
        return () -> {
            int served = 0;
            try (RawClient client = router.connect()) {
                for (int i = 0; i < REQUESTS; i++) {
                    client.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
                    served += client.read().status() == 200 ? 1 : 0;
                }
            }
            return served;
        };
    }

    private static String config(String addresses, int first, int second) {
        return """
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                logging: {accessLog: false}
                providers:
                  - name: first
                    api: OpenAI
                    baseUrl: "http://127.0.0.1:%1$d/v1"
                    %3$s
                  - {name: second, api: OpenAI, baseUrl: "http://127.0.0.1:%2$d/v1"}
                models: [{name: m, balance: Ordered, targets: [{provider: first}, {provider: second}], retry: {attempts: 1, backoff: 1ms}}]
                """.formatted(first, second, addresses.formatted(first, second));
    }
}
