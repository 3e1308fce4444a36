package dev.sluicegate.router.upstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gateway's config on a machine that is no pod: it works by the address, and says what is missing. */
@RouterTest(config = """
            providers:
              - {name: models, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", serviceRef: {name: models}}
              - {name: pooled, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", inferencePoolRef: {name: llama}}
            models: [{name: m, targets: [{provider: models}]}, {name: p, targets: [{provider: pooled}]}]
            """)
class ServiceOutsideOfAPodTest {
    private final RunningRouter router;

    ServiceOutsideOfAPodTest(FakeUpstream first, RunningRouter router) {
        this.router = router;
        first.answers(call -> call.json(200, "{}"));
    }

    @Test
    void requestsGoToTheAddress() throws Exception {
        assumeThat(System.getenv("KUBERNETES_SERVICE_HOST")).isNull();
        for (String model : List.of("m", "p")) {
            assertThat(router.post("/v1/chat/completions", "{\"model\":\"" + model + "\",\"messages\":[]}")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(router.admin("GET", "/health/detailed", "").body())
                .contains("provider models names Service models, but this router is no pod")
                .contains("provider pooled names InferencePool llama, but this router is no pod");
    }
}
