package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.sse.EventStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operation's stream ends by its own terminator, or by its own error event, and by nothing else. */
class StreamEndsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CHAT         | data: [DONE]                                   | true
            COMPLETIONS  | data:[DONE]                                    | true
            CHAT         | data: {"error":{"message":"a"}}                | true
            CHAT         | event: response.completed~data: {}             | false
            CHAT         | data: {"choices":[]}                           | false
            RESPONSES    | event: response.completed~data: {}             | true
            RESPONSES    | event: response.incomplete~data: {}            | true
            RESPONSES    | event: response.failed~data: {}                | true
            RESPONSES    | event: error~data: {}                          | true
            RESPONSES    | data: {"type":"response.completed","a":1}      | true
            RESPONSES    | data: {"type":"response.incomplete","a":1}     | true
            RESPONSES    | data: {"type":"error","message":"a"}           | true
            RESPONSES    | event: response.output_text.done~data: {}      | false
            RESPONSES    | event: response.completed2~data: {}            | false
            RESPONSES    | data: {"type":"response.output_item.done"}     | false
            RESPONSES    | event: response.in_progress~data: {}           | false
            RESPONSES    | data: [DONE]                                   | false
            MESSAGES     | event: message_stop~data: {}                   | true
            MESSAGES     | event: error~data: {}                          | true
            MESSAGES     | data: [DONE]                                   | false
            """)
    void byWhatTheProviderSends(Operation operation, String event, boolean ended) {
        byte[] bytes = (event.replace('~', '\n') + "\n\n").getBytes(UTF_8);
        EventStream stream = new EventStream(Protocol.of(operation)::endsStream);
        stream.accept(bytes, 0, bytes.length);
        assertThat(stream.ended()).isEqualTo(ended);
    }

    @ParameterizedTest
    @EnumSource
    void byWhatTheRouterItselfSays(Operation operation) {
        Protocol protocol = Protocol.of(operation);
        for (byte[] event : new byte[][] {
            protocol.errorEvent(new ApiError(ApiError.Kind.UPSTREAM_FAILED, "a \"b\""), "req-1"),
            protocol.shutdownEvent(new ShutdownNotice("a rollout", 1500L), "req-1")
        }) {
            EventStream stream = new EventStream(protocol::endsStream);
            assertThat(stream.accept(event, 0, event.length)).isEqualTo(event.length);
            assertThat(stream.ended()).isTrue();
        }
    }

    /** The fields are OpenAI's own; "error" stands beside them because nothing else makes its SDKs raise. */
    @Test
    void aResponsesErrorIsTheDocumentedEventAndMakesSdksRaise() {
        byte[] event = Protocol.of(Operation.RESPONSES)
                .errorEvent(new ApiError(ApiError.Kind.UPSTREAM_TIMEOUT, "too slow"), "req-1");

        assertThat(new String(event, UTF_8))
                .isEqualTo(
                        "event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_timeout\",\"message\":\"too slow\","
                                + "\"param\":null,\"sequence_number\":0,\"error\":{\"message\":\"too slow\","
                                + "\"type\":\"upstream_error\",\"param\":null,\"code\":\"upstream_timeout\"}}\n\n");
    }
}
