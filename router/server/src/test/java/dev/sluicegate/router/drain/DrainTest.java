package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The drain on HTTP/1.1 connections, seen from outside. */
@RouterTest
class DrainTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String STREAM = "{\"model\":\"fast\",\"stream\":true}";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    DrainTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void lateArrivalsAreServedAndToldToGo() throws Exception {
        try (RawClient old = router.connect();
                RawClient idle = router.connect()) {
            assertThat(old.exchange(PATH, "{}").saysClose()).isFalse();
            assertThat(idle.exchange(PATH, "{}").saysClose()).isFalse();
            router.drain();
            assertThat(router.ready()).isTrue();

            assertThat(old.exchange(PATH, "{}").saysClose()).isTrue();
            old.expectFin();
            try (RawClient late = router.connect()) {
                assertThat(late.exchange(PATH, "{}").saysClose()).isTrue();
                late.expectFin();
            }
            idle.expectFin();
        }
        await().until(() -> router.status().phase() == Phase.DRAINED);
        assertThat(router.ready()).isFalse();
        assertThatThrownBy(router::connect).isInstanceOf(ConnectException.class);
        assertThat(router.status().outcomes()).containsEntry(Outcome.CUT, 0L).containsEntry(Outcome.CLIENT_LEFT, 0L);
    }

    @Test
    void aStreamHoldsTheDrainAndItsConnectionServesOneMoreRequest() throws Exception {
        try (RawClient client = router.connect()) {
            client.post(PATH, STREAM);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\n");
            client.readUntil("data: 1\n\n");
            router.drain();
            await().until(() -> !router.ready());

            RouterStatus status = router.status();
            assertThat(status.phase()).isEqualTo(Phase.DRAINING);
            assertThat(status.inFlight().streams()).isEqualTo(1);
            assertThat(status.drain())
                    .isNotNull()
                    .satisfies(drain -> assertThat(drain.blockers())
                            .singleElement()
                            .satisfies(blocker -> assertThat(blocker.model()).isEqualTo("fast")));

            call.send("data: [DONE]\n\n");
            call.end();
            client.readUntil("0\r\n\r\n");
            // its head went out before the drain, so it could not say close: this request must not be lost
            assertThat(client.exchange(PATH, "{}").saysClose()).isTrue();
            client.expectFin();
        }
        await().until(() -> router.status().phase() == Phase.DRAINED);
        assertThat(router.router.ledger().streams(Outcome.COMPLETED)).isEqualTo(1);
    }

    @Test
    void theDeadlineIsToldBetweenEventsAndNeverLooksLikeAGoodEnd() throws Exception {
        try (RawClient stream = router.connect();
                RawClient waiting = router.connect();
                RawClient claude = router.connect()) {
            stream.post(PATH, STREAM);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\ndata: {\"half");
            stream.readUntil("data: 1\n\n");
            claude.post("/v1/messages", "{\"model\":\"claude\",\"stream\":true}");
            FakeUpstream.Call anthropic = upstream.take();
            anthropic.startStream();
            anthropic.send("event: ping\ndata: {}\n\n");
            claude.readUntil("event: ping\ndata: {}\n\n");
            waiting.post(PATH, "{\"model\":\"fast\"}");
            FakeUpstream.Call silent = upstream.take();
            router.admin(
                    "PUT",
                    AdminApi.DRAIN,
                    "{\"reason\":\"a rollout\",\"restartExpectedMs\":1500,\"deadline\":\""
                            + Instant.now().plusMillis(700) + "\"}");

            String notice = stream.readToFin();
            assertThat(notice)
                    .doesNotContain("half")
                    .contains("data: {\"error\":{\"message\":\"the gateway is shutting down")
                    .contains("\"code\":\"gateway_shutdown\",\"reason\":\"a rollout\",\"restartExpectedMs\":1500}}\n\n")
                    .doesNotEndWith("0\r\n\r\n");
            assertThat(claude.readToFin())
                    .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"gateway_shutdown\"")
                    .doesNotEndWith("0\r\n\r\n");
            RawClient.Response response = waiting.read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("retry-after")).isEqualTo("1");
            assertThat(response.body()).contains("gateway_shutdown");
            call.cancelled.join();
            anthropic.cancelled.join();
            silent.cancelled.join();
        }
        await().until(() -> router.status().phase() == Phase.DRAINED);
        assertThat(router.status().outcomes()).containsEntry(Outcome.CUT, 3L);
        assertThat(router.router.ledger().streams(Outcome.CUT)).isEqualTo(2);
    }

    @Test
    void opensAgain() throws Exception {
        try (RawClient client = router.connect()) {
            client.post(PATH, STREAM);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            router.drain();
            await().until(() -> !router.ready());

            assertThat(router.admin("DELETE", AdminApi.DRAIN, "").statusCode()).isEqualTo(200);
            await().until(router::ready);
            await().ignoreExceptions().until(() -> {
                try (RawClient other = router.connect()) {
                    return !other.exchange(PATH, "{}").saysClose();
                }
            });
            call.send("data: [DONE]\n\n");
            call.end();
            client.readUntil("0\r\n\r\n");
            assertThat(client.exchange(PATH, "{}").saysClose()).isFalse();
        }
        assertThat(router.status().phase()).isEqualTo(Phase.SERVING);
        assertThat(router.status().drain()).isNull();
    }

    /** As a warm pod does: its port was closed, and nothing was left of the drain. */
    @Test
    void opensAgainWhenItIsDrained() throws Exception {
        router.drain();
        await().until(() -> router.status().phase() == Phase.DRAINED);

        assertThat(router.admin("DELETE", AdminApi.DRAIN, "").statusCode()).isEqualTo(200);
        await().until(router::ready);
        await().ignoreExceptions().until(() -> {
            try (RawClient client = router.connect()) {
                client.post(PATH, STREAM);
                FakeUpstream.Call call = upstream.take();
                call.startStream();
                call.send("data: [DONE]\n\n");
                call.end();
                client.readUntil("0\r\n\r\n");
                return true;
            }
        });
        assertThat(router.status().phase()).isEqualTo(Phase.SERVING);
        assertThat(router.status().drain()).isNull();
    }

    @Test
    void whoWaitsIsAnsweredWhenItIsDrainedAndADrainIsStartedForThem() {
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> router.admin("GET", AdminApi.DRAIN_WAIT, ""));
        HttpResponse<String> second = router.admin("GET", AdminApi.DRAIN_WAIT, "");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).contains("\"phase\":\"drained\"");
        assertThat(first.join().body()).contains("\"phase\":\"drained\"");
    }

    @Test
    void aConnectionThatNeverSaidAnythingHoldsNothing() throws Exception {
        try (RawClient silent = router.connect()) {
            await().until(() ->
                    router.admin("GET", AdminApi.HEALTH_DETAILED, "").body().contains("\"connections\":1"));
            router.drain();
            silent.expectFin();
        }
        await().until(() -> router.status().phase() == Phase.DRAINED);
    }
}
