package dev.sluicegate.router.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A stream that is translated keeps the promises of one that passes through. */
@RouterTest
class TranslatedStreamTest {
    private static final String MESSAGES =
            "{\"model\":\"fast\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
    private static final String CHAT =
            "{\"model\":\"claude\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
    private static final String HELLO =
            "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    TranslatedStreamTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void eachEventGoesOutAsSoonAsItIsWhole() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/messages?beta=true", MESSAGES);
            FakeUpstream.Call call = upstream.take();
            assertThat(call.uri).isEqualTo("/v1/chat/completions");
            call.startStream();
            call.send(HELLO + "data: {\"id\":");
            assertThat(client.readUntil("\"text\":\"Hello\"}}\n\n"))
                    .contains("content-type: text/event-stream")
                    .contains("event: message_start\n");
            call.send("\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            call.end();
            assertThat(client.readUntil("0\r\n\r\n")).contains("event: message_stop\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == 1);
    }

    @Test
    void theDeadlineIsToldInTheClientsProtocol() throws Exception {
        try (RawClient messages = router.connect();
                RawClient chat = router.connect()) {
            messages.post("/v1/messages", MESSAGES);
            FakeUpstream.Call openAi = upstream.take();
            openAi.startStream();
            openAi.send(HELLO + "data: {\"half");
            messages.readUntil("\"text\":\"Hello\"}}\n\n");
            chat.post("/v1/chat/completions", CHAT);
            FakeUpstream.Call anthropic = upstream.take();
            anthropic.startStream();
            anthropic.send("event: ping\ndata: {}\n\n");
            chat.readUntil(": ping\n\n");
            router.admin(
                    "PUT",
                    AdminApi.DRAIN,
                    "{\"reason\":\"a rollout\",\"deadline\":\"" + Instant.now().plusMillis(700) + "\"}");

            assertThat(messages.readToFin())
                    .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"gateway_shutdown\"")
                    .doesNotContain("message_stop")
                    .doesNotEndWith("0\r\n\r\n");
            assertThat(chat.readToFin())
                    .contains("data: {\"error\":{\"message\":\"the gateway is shutting down")
                    .doesNotContain("[DONE]")
                    .doesNotEndWith("0\r\n\r\n");
            openAi.cancelled.join();
            anthropic.cancelled.join();
        }
        await().until(() -> router.router.ledger().streams(Outcome.CUT) == 2);
    }

    @Test
    void whatTheProviderLeavesOutIsAFailureInTheClientsProtocol() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/messages", MESSAGES);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send(HELLO);
            client.readUntil("\"text\":\"Hello\"}}\n\n");
            call.end();

            assertThat(client.readToFin())
                    .contains("event: error\n")
                    .contains("ended its stream without its terminator")
                    .doesNotContain("message_stop")
                    .doesNotEndWith("0\r\n\r\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.UPSTREAM_FAILED) == 1);
    }

    @Test
    void aClientThatLeavesCancelsTheProvidersWork() throws Exception {
        FakeUpstream.Call call;
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", CHAT);
            call = upstream.take();
            call.startStream();
            call.send("event: ping\ndata: {}\n\n");
            client.readUntil(": ping\n\n");
        }
        call.cancelled.join();
        await().until(() -> router.router.ledger().streams(Outcome.CLIENT_LEFT) == 1);
    }
}
