package dev.sluicegate.router.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.provider.Operation;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"word\"}}]}\n\n";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}";
    private static final String STARTED = """
            event: message_start
            data: {"message":{"usage":{"input_tokens":9,"cache_read_input_tokens":1,"output_tokens":1}}}

            """;
    private static final String DELTA = "event: content_block_delta\ndata: {\"delta\":{\"text\":\"word\"}}\n\n";

    @Test
    void takesTheProvidersWord() {
        assertThat(usage(Meter.ofAnswer(Operation.CHAT, 200, 100, true), CHUNK, CHUNK, "data: {" + USAGE + "}\n\n"))
                .isEqualTo(new Usage(7, 0, 0, 3, 0, false));
        assertThat(usage(Meter.ofAnswer(Operation.CHAT, 200, 100, false), "{" + USAGE + "}"))
                .isEqualTo(new Usage(7, 0, 0, 3, 0, false));
    }

    @Test
    void aStreamThatSaysNothingIsEstimatedByItsEvents() {
        assertThat(usage(Meter.ofAnswer(Operation.CHAT, 200, 100, true), CHUNK.repeat(100)))
                .isEqualTo(new Usage(100, 0, 0, 100, 0, true));
        // beyond what is sampled
        Meter longOne = Meter.ofAnswer(Operation.CHAT, 200, 100, true);
        for (int i = 0; i < 5_000; i++) {
            longOne.accept(Buffer.buffer(CHUNK));
        }
        assertThat(longOne.usage().output()).isBetween(4_900L, 5_100L);
    }

    @Test
    void aStreamThatIsCutBeforeTheLastCountIsEstimated() {
        Meter meter = Meter.ofAnswer(Operation.MESSAGES, 200, 100, true);
        assertThat(usage(meter, STARTED, DELTA.repeat(20))).satisfies(usage -> {
            assertThat(usage.estimated()).isTrue();
            assertThat(usage.input()).isEqualTo(10);
            assertThat(usage.cachedInput()).isEqualTo(1);
            assertThat(usage.output()).isBetween(20L, 22L);
        });
        assertThat(usage(meter, "event: message_delta\ndata: {\"usage\":{\"output_tokens\":25}}\n\n"))
                .isEqualTo(new Usage(10, 1, 0, 25, 0, false));
    }

    @Test
    void whatCostsNothingIsNotEstimated() {
        String body = "{\"input_tokens\":2095}".repeat(10);
        assertThat(usage(Meter.ofAnswer(Operation.CHAT, 500, 100, false), body)).isEqualTo(Usage.NONE);
        assertThat(usage(Meter.ofAnswer(Operation.COUNT_TOKENS, 200, 100, false), body))
                .isEqualTo(Usage.NONE);
        assertThat(usage(Meter.ofAnswer(Operation.EMBEDDINGS, 200, 100, false), body))
                .isEqualTo(new Usage(100, 0, 0, 0, 0, true));
    }

    @Test
    void askingAloneCostsTheQuestion() {
        assertThat(usage(Meter.ofAwaited(Operation.CHAT, 100))).isEqualTo(new Usage(100, 0, 0, 0, 0, true));
        assertThat(usage(Meter.ofAwaited(Operation.COUNT_TOKENS, 100))).isEqualTo(Usage.NONE);
    }

    private static Usage usage(Meter meter, String... pieces) {
        for (String piece : pieces) {
            byte[] bytes = piece.getBytes(UTF_8);
            meter.accept(bytes, 0, bytes.length);
        }
        return meter.usage();
    }
}
