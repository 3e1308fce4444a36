package dev.sluicegate.router.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the admin port tells people of how it goes. */
@RouterTest
class HealthTest {
    private final RunningRouter router;

    HealthTest(RunningRouter router) {
        this.router = router;
    }

    @Test
    void saysHowTheLastMinuteWentAndWhatFailed() throws Exception {
        assertThat(get(AdminApi.HEALTH).get("status").asText()).isEqualTo("ok");
        try (RawClient client = router.connect()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.exchange("/v1/chat/completions", "{\"model\":\"dead\"}", "x-request-id: lost-" + i)
                                .status())
                        .isGreaterThanOrEqualTo(500);
            }
        }
        // a request ends a little after its client has the whole answer
        await().until(() ->
                get(AdminApi.HEALTH_DETAILED).get("lastMinute").get("requests").asInt() == 10);
        JsonNode health = get(AdminApi.HEALTH_DETAILED);
        assertThat(health.get("status").asText()).isEqualTo("degraded");
        assertThat(health.get("lastMinute").get("errorRate").asDouble()).isEqualTo(1);
        assertThat(health.get("recentErrors").get(0).get("request").asText()).isEqualTo("lost-9");
        assertThat(health.get("recentErrors").get(0).get("provider").asText()).isEqualTo("nobody");
        assertThat(health.get("upstreams").get("openai").get("state").asText()).isEqualTo("well");
        assertThat(health.get("checks").toString()).contains("10 of 10 requests failed in the last minute");
        assertThat(get(AdminApi.DIAGNOSTICS).toString())
                .contains("recentErrors", "\"logLevel\"")
                .doesNotContain(RunningRouter.KEY);
    }

    @Test
    void changesTheLogLevelWhileItRuns() throws Exception {
        String before = get(AdminApi.LOG_LEVEL).get("level").asText();
        try {
            assertThat(router.admin("PUT", AdminApi.LOG_LEVEL, "{\"level\":\"trace\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(AdminApi.LOG_LEVEL).get("level").asText()).isEqualTo("TRACE");
            assertThat(router.admin("PUT", AdminApi.LOG_LEVEL, "{\"level\":\"loud\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(router.admin("PUT", AdminApi.LOG_LEVEL, "nonsense").statusCode())
                    .isEqualTo(400);
        } finally {
            router.admin("PUT", AdminApi.LOG_LEVEL, "{\"level\":\"" + before + "\"}");
        }
    }

    private JsonNode get(String path) throws IOException {
        return RunningRouter.JSON.readTree(router.admin("GET", path, "").body());
    }
}
