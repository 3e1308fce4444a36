package dev.sluicegate.router.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The usage that the router has asked for itself is read and goes no further; nothing else is missing. */
class UsageHidingTest {
    /** Azure's streams begin with no choices, texts may quote what is looked for, and some chunks have both. */
    private static final String BEFORE = """
            data: {"id":"c","choices":[],"prompt_filter_results":[{"prompt_index":0}],"usage":null}

            : a comment

            data: {"id":"c","choices":[{"index":0,"delta":{"content":"\\"choices\\":[],\\"usage\\":{}"}}],"usage":null}

            data: {"id":"c","choices":[{"index":0,"delta":{"content":"Grüße"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}

            """;

    private static final String USAGE = """
            data: {"id":"c", "choices" : [ ], "usage" : {"prompt_tokens":3,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":0}},"obfuscation":"x"}

            """;
    private static final String AFTER = """
            data: {"id":"c","choices":[],"service_tier":"default"}

            data: [DONE]

            """;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void nothingButTheUsageIsMissingHoweverTheBytesAreSplit(String lineEnd) {
        byte[] stream = (BEFORE + USAGE + AFTER).replace("\n", lineEnd).getBytes(UTF_8);
        String wanted = (BEFORE + AFTER).replace("\n", lineEnd);
        for (int piece = 1; piece <= stream.length; piece++) {
            assertThat(passed(stream, piece, piece, true))
                    .as("in pieces of %d", piece)
                    .isEqualTo(wanted);
        }
        for (int split = 1; split < stream.length; split++) {
            assertThat(passed(stream, split, stream.length, true))
                    .as("split at %d", split)
                    .isEqualTo(wanted);
        }
    }

    /** A provider that ends its stream without an empty line after its last words. */
    @Test
    void theLastWordsNeedNoEmptyLine() {
        byte[] stream = (BEFORE + USAGE + "data: [DONE]\n").getBytes(UTF_8);
        assertThat(passed(stream, 7, 7, true)).isEqualTo(BEFORE + "data: [DONE]\n");
    }

    @Test
    void aClientThatAskedSeesIt() {
        byte[] stream = (BEFORE + USAGE + AFTER).getBytes(UTF_8);
        assertThat(passed(stream, 10, 10, false)).isEqualTo(BEFORE + USAGE + AFTER);
    }

    /** The same, whether what may go on is taken after each piece or all at the end. */
    private static String passed(byte[] stream, int first, int others, boolean hidden) {
        String each = passed(stream, first, others, hidden, true);
        assertThat(passed(stream, first, others, hidden, false)).isEqualTo(each);
        return each;
    }

    private static String passed(byte[] stream, int first, int others, boolean hidden, boolean taken) {
        Meter meter = Meter.ofAnswer(Operation.CHAT, 200, 100, true);
        PassThroughPipe pipe = PassThroughPipe.ofEvents(Protocol.of(Api.OPENAI), hidden ? meter : null, null);
        Buffer toClient = Buffer.buffer();
        for (int from = 0, to = first; from < stream.length; from = to, to = from + others) {
            Buffer bytes = Buffer.buffer(stream).getBuffer(from, Math.min(stream.length, to));
            meter.accept(bytes);
            pipe.accept(bytes);
            Buffer ready = taken ? pipe.take() : null;
            if (ready != null) {
                toClient.appendBuffer(ready);
            }
        }
        pipe.finish();
        assertThat(pipe.mayEnd()).isTrue();
        toClient.appendBuffer(pipe.takeAll());
        assertThat(meter.usage().estimated()).isFalse();
        assertThat(meter.usage().output()).isEqualTo(2);
        return toClient.toString();
    }
}
