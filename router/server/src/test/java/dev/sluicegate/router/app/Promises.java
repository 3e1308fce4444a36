package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Promises of the router that are shown twice: to hold for the router, and not to hold for one that breaks them. */
final class Promises {
    private static final String HELLO = "data: {\"n\":1}\n\n";

    private Promises() {}

    /** Where a request is when its client leaves. */
    enum Moment {
        BEFORE_THE_HEAD,
        BEFORE_THE_FIRST_EVENT,
        IN_THE_MIDDLE_OF_A_STREAM,
        IN_THE_MIDDLE_OF_A_BODY
    }

    /** @param patience how long the provider may go on working */
    static void theProvidersWorkEndsWithItsClient(int port, FakeUpstream upstream, Moment moment, Duration patience)
            throws Exception {
        FakeUpstream.Call call;
        try (RawClient client = new RawClient(port)) {
            boolean stream = moment != Moment.IN_THE_MIDDLE_OF_A_BODY;
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":" + stream + "}");
            call = upstream.take();
            switch (moment) {
                case BEFORE_THE_HEAD -> {}
                case BEFORE_THE_FIRST_EVENT -> {
                    call.startStream();
                    call.send("data: {\"half");
                }
                case IN_THE_MIDDLE_OF_A_STREAM -> {
                    call.startStream();
                    call.send(HELLO);
                    client.readUntil(HELLO);
                }
                case IN_THE_MIDDLE_OF_A_BODY -> {
                    call.startBody();
                    call.send("{\"half\":");
                    client.readUntil("half");
                }
            }
        }
        call.cancelled.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A provider that breaks off in the middle of a stream: the client learns it, and no other attempt is made. */
    static void nothingIsTriedAgainAfterTheFirstByte(int port, FakeUpstream upstream) throws Exception {
        upstream.answers(call -> {
            call.startStream();
            call.send(HELLO);
            upstream.after(100, call::breakOff);
        });
        try (RawClient client = new RawClient(port)) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
            client.readUntil(HELLO);
            String rest = client.readToFin();
            assertThat(rest).doesNotContain(HELLO).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(upstream.seen().values()).hasSize(1).allMatch(times -> times.get() == 1);
    }
}
