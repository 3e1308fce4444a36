package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RedisServer;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two routers, one real store. */
@RouterTest
class SharedLimitsTest {
    private static final String QUESTION = "{\"model\":\"fast\"}";

    private final RedisServer store = new RedisServer();
    private final FakeUpstream upstream;
    private final List<RunningRouter> routers = new ArrayList<>();

    SharedLimitsTest(FakeUpstream upstream) {
        this.upstream = upstream;
    }

    @AfterEach
    void close() {
        routers.forEach(RunningRouter::close);
        store.close();
    }

    @Test
    void theyAdmitTogetherWhatTheKeyMay() throws Exception {
        upstream.answersByItself(1, 1);
        RunningRouter one = start("Open");
        RunningRouter two = start("Open");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            statuses.add(ask(i % 2 == 0 ? one : two, "key-a").statusCode());
        }
        assertThat(statuses).containsExactly(200, 200, 200, 429, 429, 429);
        assertThat(ask(one, "key-a").headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
    }

    @Test
    void withoutTheStoreTheOpenOneServesAndTheClosedOneSaysWhyNot() throws Exception {
        upstream.answersByItself(1, 1);
        RunningRouter open = start("Open");
        RunningRouter closed = start("Closed");
        store.kill();
        await().until(() -> ask(closed, "key-a").statusCode() == 503);
        HttpResponse<String> refused = ask(closed, "key-a");
        assertThat(refused.body()).contains("this key's limits cannot be checked at the moment; try again soon");
        assertThat(refused.headers().firstValue("retry-after")).contains("5");
        await().until(() -> ask(open, "key-b").statusCode() == 200 && !healthy(open));
        for (int i = 0; i < 3; i++) {
            assertThat(ask(open, "key-a").statusCode()).isEqualTo(200);
        }
        assertThat(ask(open, "key-a").statusCode()).isEqualTo(429);
        assertThat(open.admin("GET", "/health", "").body())
                .contains("\"status\":\"degraded\"", "the store of limits is away", "keeps the limits by itself");
        assertThat(open.ready()).isTrue();

        store.start();
        await().until(() -> healthy(open) && healthy(closed));
        assertThat(ask(closed, "key-a").statusCode()).isEqualTo(200);
        assertThat(ask(open, "key-a").statusCode()).isEqualTo(200);
    }

    @Test
    void aNewRouterThatMayServeNobodyWithoutTheStoreIsNotReadyBeforeItHasReachedIt() {
        upstream.answersByItself(1, 1);
        store.kill();
        RunningRouter closed = unreached("Closed");
        assertThat(closed.ready()).isFalse();
        assertThat(closed.status().phase()).isEqualTo(RouterStatus.Phase.STARTING);
        await().until(() -> closed.status().startProblem() != null);
        assertThat(closed.status().startProblem())
                .startsWith("the store of limits is away (")
                .doesNotContain("it has not been reached yet");
        assertThat(unreached("Open").ready()).isTrue();
        store.start();
        await().until(closed::ready);
        assertThat(closed.status().phase()).isEqualTo(RouterStatus.Phase.SERVING);
        assertThat(closed.status().startProblem()).isNull();
    }

    private RunningRouter start(String onFailure) {
        RunningRouter router = unreached(onFailure);
        await().until(() -> healthy(router));
        return router;
    }

    private RunningRouter unreached(String onFailure) {
        RunningRouter router = RunningRouter.start(upstream, """
                auth: {mode: Keys, keys: {file: "%s"}}
                limits: {store: {url: "%s", onFailure: %s, timeout: 2s}}
                """.formatted(
                        RunningRouter.write(
                                "keys: [{id: a, key: key-a, requestsPerMinute: 3}, {id: b, key: key-b, maxConcurrent: 9}]"),
                        store.url(),
                        onFailure));
        routers.add(router);
        return router;
    }

    private static boolean healthy(RunningRouter router) {
        return router.admin("GET", "/health", "").body().contains("\"status\":\"ok\"");
    }

    private static HttpResponse<String> ask(RunningRouter router, String key) throws Exception {
        return router.post("/v1/chat/completions", QUESTION, "x-api-key", key);
    }
}
