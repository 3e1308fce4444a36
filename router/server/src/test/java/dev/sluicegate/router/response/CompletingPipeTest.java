package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Protocol;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that ends after its reason gets the terminator, however much came before and in whatever writes; no other does. */
class CompletingPipeTest {
    private static final String TERMINATOR = "data: [DONE]\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n";

    private static String chunk(String content, String reason) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content + "\"},\"finish_reason\":"
                + reason + "}]}\n\n";
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 10", "1000, 10", "3, 100000", "40, 20000"})
    void afterTheReason(int chunks, int size) {
        String stream = chunk("x".repeat(size), "null").repeat(chunks) + chunk("", "\"stop\"") + USAGE;
        for (int piece : new int[] {100, 1000, 64 * 1024}) {
            assertThat(passed(stream, piece)).as("in pieces of %d", piece).isEqualTo(stream + TERMINATOR);
        }
    }

    @Test
    void notWithoutAReason() {
        String stream = chunk("a", "null").repeat(100);
        assertThat(passed(stream, 100)).isNull();
        assertThat(passed(stream + TERMINATOR, 100)).isEqualTo(stream + TERMINATOR);
    }

    private static @Nullable String passed(String stream, int size) {
        Protocol protocol = Protocol.of(Api.OPENAI);
        CompletingPipe pipe = new CompletingPipe(PassThroughPipe.ofEvents(protocol, null, null), protocol);
        Buffer toClient = Buffer.buffer();
        for (int from = 0; from < stream.length(); from += size) {
            pipe.accept(Buffer.buffer(stream.substring(from, Math.min(stream.length(), from + size))));
            Buffer ready = pipe.take();
            if (ready != null) {
                toClient.appendBuffer(ready);
            }
        }
        pipe.finish();
        return pipe.mayEnd() ? toClient.appendBuffer(pipe.takeAll()).toString() : null;
    }
}
