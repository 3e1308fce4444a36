package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstEventTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            data: {"error":{"message":"x"}}\\n\\n                                     | true
            data: { "id":"x", "error" : {"code":503}, "choices":[] }\\n\\n            | true
            event: error\\ndata: {"type":"error"}\\n\\n                               | true
            event:error\\r\\ndata: x\\r\\n\\r\\n                                      | true
            data: {"type":"error","message":"x"}\\n\\n                                | true
            data: {"object":"error"}\\r\\r                                            | true
            error: {"code":500}\\n\\n                                                 | true
            data: {"id":"x","error":null,"choices":[]}\\n\\n                          | false
            data: {"choices":[{"delta":{"content":"\\"error\\": {}"}}]}\\n\\n         | false
            data: {"choices":[{"error":{}}]}\\n\\n                                    | false
            data: {"a":1}\\n\\ndata: {"error":{}}\\n\\n                               | false
            event: message_start\\ndata: {"type":"message_start"}\\n\\n               | false
            data: error\\n\\n                                                         | false
            data: [DONE]\\n\\n                                                        | false
            """)
    void knowsAnError(String text, boolean error) {
        FirstEvent first = new FirstEvent();
        String stream = text.strip().replace("\\n", "\n").replace("\\r", "\r");
        assertThat(first.accept(Buffer.buffer(stream))).hasToString(stream);
        assertThat(first.isError()).isEqualTo(error);
    }

    @Property
    void doesNotDependOnHowTheBytesCome(@ForAll @IntRange(min = 1, max = 60) int size) {
        String event = "event: error\r\ndata: {\"type\":\"é\"}\r\n\r\n";
        Buffer stream = Buffer.buffer(": warming up\n\n: still é\r\n\r\n" + event + "data: 2\n\n");
        FirstEvent first = new FirstEvent();
        @Nullable Buffer out = null;
        int at = 0;
        while (out == null) {
            int to = Math.min(stream.length(), at + size);
            out = first.accept(stream.getBuffer(at, to));
            at = to;
        }
        String all = Objects.requireNonNull(out)
                .appendBuffer(stream.getBuffer(at, stream.length()))
                .toString();
        assertThat(all).isEqualTo(event + "data: 2\n\n");
        assertThat(first.isError()).isTrue();
    }

    @Test
    void waitsForTheEventsEnd() {
        FirstEvent first = new FirstEvent();
        assertThat(first.accept(Buffer.buffer("data: {\"error\""))).isNull();
        assertThat(first.accept(Buffer.buffer(":{}}\n"))).isNull();
        assertThat(first.accept(Buffer.buffer("\n"))).hasToString("data: {\"error\":{}}\n\n");
        assertThat(first.isError()).isTrue();
    }

    @Test
    void holdsNoMoreThanABoundedAmount() {
        FirstEvent first = new FirstEvent();
        String large = "data: " + "x".repeat(70_000);
        assertThat(first.accept(Buffer.buffer(large))).hasToString(large);
        assertThat(first.isError()).isFalse();
    }
}
