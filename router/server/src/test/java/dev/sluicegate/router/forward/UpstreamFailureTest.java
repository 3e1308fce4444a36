package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import org.junit.jupiter.api.Test;

/** Row 22 of the promises: whatever an upstream does, its client is told, and never gets a false good end. */
@RouterTest
class UpstreamFailureTest {
    private static final String STREAM = "{\"model\":\"fast\",\"stream\":true}";

    private static final String DONE = "data: [DONE]\n\n";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    UpstreamFailureTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void brokenOffBeforeItsHead() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM);
            upstream.take().breakOff();
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("provider 'openai' broke off", "upstream_failed");
        }
    }

    @Test
    void silentBeforeItsHead() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM);
            FakeUpstream.Call call = upstream.take();
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).contains("no answer from provider 'openai' within 2s");
            call.cancelled.join();
        }
    }

    @Test
    void brokenOffInsideAnEvent() throws Exception {
        assertThat(streamUntilItBreaks("fast", call -> {
                    call.send("data: {\"half");
                    call.breakOff();
                }))
                .doesNotContain("half")
                .endsWith("\"code\":\"upstream_failed\"}}\n\n\r\n");
    }

    @Test
    void silentInsideAStream() throws Exception {
        assertThat(streamUntilItBreaks("fast", _ -> {}))
                .contains("nothing more of its answer from provider 'openai' within 2s");
    }

    @Test
    void endsWithoutItsTerminator() throws Exception {
        assertThat(streamUntilItBreaks("fast", FakeUpstream.Call::end)).contains("without its terminator");
    }

    @Test
    void endsBeforeAnythingWasPassedOn() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: {\"half");
            call.end();
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.complete()).isTrue();
        }
    }

    @Test
    void endsAfterAnErrorOfItsOwn() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: {\"error\":{\"message\":\"x\"}}\n\n");
            call.end();
            RawClient.Response response = client.read();
            assertThat(response.complete()).isTrue();
            assertThat(response.body()).isEqualTo("data: {\"error\":{\"message\":\"x\"}}\n\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == 1);
    }

    @Test
    void brokenOffAfterItsTerminator() throws Exception {
        assertThat(streamThatEndsWell("/v1/chat/completions", DONE, FakeUpstream.Call::breakOff))
                .endsWith(DONE);
    }

    @Test
    void silentAfterItsTerminator() throws Exception {
        assertThat(streamThatEndsWell("/v1/chat/completions", DONE, _ -> {})).endsWith(DONE);
    }

    @Test
    void brokenOffAfterItsTerminatorWhichIsTranslated() throws Exception {
        String chunk =
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n";
        assertThat(streamThatEndsWell("/v1/messages", chunk + DONE, FakeUpstream.Call::breakOff))
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    /** The client has all of it, so neither it nor the provider's health hears of a failure. */
    private String streamThatEndsWell(String path, String stream, Behaviour behaviour) throws Exception {
        try (RawClient client = router.connect()) {
            client.post(path, "{\"model\":\"fast\",\"stream\":true,\"max_tokens\":9,\"messages\":[]}");
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send(stream);
            behaviour.act(call);
            RawClient.Response response = client.read();
            assertThat(response.complete()).isTrue();
            await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == 1);
            call.cancelled.join();
            return response.body();
        }
    }

    private interface Behaviour {
        void act(FakeUpstream.Call call);
    }

    private String streamUntilItBreaks(String model, Behaviour behaviour) throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"" + model + "\",\"stream\":true}");
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\n");
            client.readUntil("data: 1\n\n");
            behaviour.act(call);
            String rest = client.readToFin();
            assertThat(rest).doesNotEndWith("0\r\n\r\n");
            await().until(() -> router.router.ledger().streams(Outcome.UPSTREAM_FAILED) == 1);
            return rest;
        }
    }
}
