package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each conversation is translated as it is written down. {@code -Dsluicegate.rewrite=true} writes it down anew; look at the difference
 * before you commit it.
 */
class GoldenConversationsTest {
    private static final boolean WRITE = Boolean.getBoolean("sluicegate.rewrite");

    @TestFactory
    List<DynamicTest> requests() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Conversation conversation : Conversation.all()) {
            Path expected = Conversation.expected(conversation.folder().resolve("request.json"));
            tests.add(test(expected, () -> pretty(conversation.translated().body())));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> answers() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Conversation conversation : Conversation.all()) {
            for (Path answer : conversation.answers()) {
                tests.add(test(Conversation.expected(answer), () -> translated(conversation, answer)));
            }
        }
        return tests;
    }

    private static String translated(Conversation conversation, Path answer) throws IOException {
        ResponseCodec codec = conversation.codec(answer);
        Transcript transcript = Transcript.of(codec, List.of(Conversation.read(answer)));
        boolean json = codec.contentType().equals("application/json");
        String output = transcript.output();
        String shown = json && !output.isEmpty() ? pretty(output.getBytes(UTF_8)) : output;
        if (transcript.problem() != null) {
            shown += "# problem: " + transcript.problem() + "\n";
        } else if (!transcript.complete()) {
            shown += "# not complete\n";
        }
        return shown + (transcript.usage() == null ? "" : "# " + transcript.usage() + "\n");
    }

    private static String pretty(byte[] json) throws IOException {
        ObjectMapper mapper = new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(json)) + "\n";
    }

    private interface Output {
        String get() throws IOException;
    }

    private static DynamicTest test(Path expected, Output output) {
        String name = expected.subpath(expected.getNameCount() - 3, expected.getNameCount())
                .toString();
        return DynamicTest.dynamicTest(name, () -> {
            if (WRITE) {
                Files.writeString(expected, output.get());
            }
            assertThat(output.get()).isEqualTo(Files.readString(expected));
        });
    }
}
