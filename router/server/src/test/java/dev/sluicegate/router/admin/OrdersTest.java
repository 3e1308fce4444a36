package dev.sluicegate.router.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Row 39: whom an order of the operator's is meant for; and by which clock its deadline is kept. */
@RouterTest
class OrdersTest {
    private static final String DRAIN = "{\"reason\":\"a rollout\"}";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    OrdersTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void anOrderForThePodThatHadThisAddressBeforeIsRefused() {
        HttpResponse<String> refused = order("PUT", AdminApi.DRAIN, DRAIN, "another-pod");

        assertThat(refused.statusCode()).isEqualTo(421);
        assertThat(refused.body()).contains(RunningRouter.POD_UID, "another-pod");
        assertThat(router.status().drain()).isNull();
        assertThat(order("GET", AdminApi.STATUS, "", "another-pod").statusCode())
                .isEqualTo(421);
    }

    @Test
    void anOrderForThisPodOrForNoneInParticularIsFollowed() {
        assertThat(order("PUT", AdminApi.DRAIN, DRAIN, RunningRouter.POD_UID).statusCode())
                .isEqualTo(200);
        assertThat(router.status().drain()).isNotNull();
        assertThat(router.admin("DELETE", AdminApi.DRAIN, "").statusCode()).isEqualTo(200);
        assertThat(router.status().drain()).isNull();
    }

    @Test
    void everyAnswerSaysWhoseItIs() {
        for (String path : new String[] {AdminApi.STATUS, AdminApi.READY, AdminApi.METRICS, "/nothing"}) {
            assertThat(router.admin("GET", path, "").headers().firstValue(AdminApi.POD_HEADER))
                    .as(path)
                    .hasValue(RunningRouter.POD_UID);
        }
    }

    /** The clock of whoever asks is a day ahead: by it the stream would have a day more. */
    @Test
    void aDeadlineHoldsByTheTimeThatIsLeftAndIsReportedAsItWasAskedFor() throws Exception {
        Instant deadline = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(1));
        try (RawClient stream = router.connect()) {
            stream.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\n");
            stream.readUntil("data: 1\n\n");

            router.admin(
                    "PUT",
                    AdminApi.DRAIN,
                    "{\"reason\":\"a rollout\",\"deadline\":\"" + deadline + "\",\"remainingMs\":700}");
            RouterStatus.Drain drain = Objects.requireNonNull(router.status().drain());

            assertThat(drain.deadline()).isEqualTo(deadline);
            assertThat(drain.startedAt()).isAfter(Instant.now().plus(Duration.ofHours(23)));
            assertThat(stream.readToFin()).contains("gateway_shutdown");
        }
        await().until(() -> router.status().phase() == RouterStatus.Phase.DRAINED);
    }

    private HttpResponse<String> order(String method, String path, String body, String pod) {
        return RunningRouter.admin(router.router.adminPort(), method, path, body, AdminApi.POD_HEADER, pod);
    }
}
