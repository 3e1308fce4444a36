package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fifty requests of one key, or of one team's keys, at once: what they may use is reserved before any of them has answered. */
@RouterTest
class ReservedLimitsTest {
    private static final int AT_ONCE = 50;

    /** One within the limit, and one with which it is exceeded. */
    private static final int ADMITTED = 2;

    private final FakeUpstream upstream;
    private final Routers routers;
    private final RunningRouter router;

    ReservedLimitsTest(FakeUpstream upstream, Routers routers) {
        this.upstream = upstream;
        this.routers = routers;
        router = routers.start(upstream, """
                auth: {mode: Keys, keys: {file: "%s"}}
                prices: [{model: real-model, input: 0, output: 10}]
                """.formatted(RunningRouter.write("""
                        keys:
                          - {id: tokens, key: key-tokens, tokensPerMinute: 200000}
                          - {id: money, key: key-money, budget: {amount: 2, per: Month}}
                          - {id: north, key: key-north, team: tokens}
                          - {id: south, key: key-south, team: tokens}
                          - {id: east, key: key-east, team: money}
                          - {id: west, key: key-west, team: money}
                        teams:
                          - {id: tokens, modelLimits: [{model: fast, tokensPerMinute: 200000}]}
                          - {id: money, modelLimits: [{model: fast, budget: {amount: 2, per: Month}}]}
                        """)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            key-tokens | key-tokens | "max_tokens":150000                   | key 'tokens' may
            key-money  | key-money  | "max_tokens":150000                   | key 'money' may
            key-money  | key-money  | "max_completion_tokens":50000,"n":3   | key 'money' may
            key-north  | key-south  | "max_tokens":150000                   | team 'tokens' with model 'fast' may
            key-east   | key-west   | "max_tokens":150000                   | team 'money' with model 'fast' may
            """)
    void admitNoMoreThanTheLimitAndOneBeyond(String even, String odd, String size, String whose) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            answers.add(RunningRouter.HTTP.sendAsync(
                    router.request(
                            "/v1/chat/completions",
                            "{\"model\":\"" + (i % 4 < 2 ? "fast" : "other-name") + "\"," + size + "}",
                            "x-api-key",
                            i % 2 == 0 ? even : odd),
                    HttpResponse.BodyHandlers.ofString()));
        }
        FakeUpstream.Call one = upstream.take();
        FakeUpstream.Call two = upstream.take();
        List<HttpResponse<String>> refused = new ArrayList<>();
        await().until(() -> {
            refused.clear();
            answers.stream().filter(CompletableFuture::isDone).forEach(it -> refused.add(it.join()));
            return refused.size() >= AT_ONCE - ADMITTED;
        });
        assertThat(refused)
                .filteredOn(it -> it.statusCode() == 429)
                .hasSize(AT_ONCE - ADMITTED)
                .allSatisfy(it -> {
                    assertThat(it.body()).contains(whose, "what is left is reserved by requests that run");
                    assertThat(it.headers().firstValue("retry-after")).contains("5");
                });
        for (FakeUpstream.Call call : List.of(one, two)) {
            call.json(200, "{\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":150000}}");
        }
    }

    @ParameterizedTest
    @CsvSource({"Refuse, 403", "Free, 200"})
    void aModelWithoutAPriceIsRefusedWhereABudgetHolds(String unpriced, int status) throws Exception {
        upstream.answersByItself(1, 1);
        RunningRouter other = routers.start(upstream, """
                auth: {mode: Keys, keys: {file: "%s"}}
                prices: [{model: real-model, input: 0, output: 10}]
                limits: {unpriced: %s}
                """.formatted(RunningRouter.write("""
                        keys:
                          - {id: money, key: key-money, budget: {amount: 2, per: Month}}
                          - {id: free, key: key-free}
                        """), unpriced));
        assertThat(ask(other, "fast", "key-money").statusCode()).isEqualTo(200);
        assertThat(ask(other, "one", "key-free").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = ask(other, "one", "key-money");
        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.body()).contains("key 'money' has a budget, and this model", "has no price");
        }
    }

    private static HttpResponse<String> ask(RunningRouter router, String model, String key) throws Exception {
        return router.post("/v1/chat/completions", "{\"model\":\"" + model + "\"}", "x-api-key", key);
    }
}
