package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.provider.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However the provider's bytes are cut, the client gets the same; and never a terminator before the provider's own. */
class EverySplitTest {
    private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r");

    /** Small, so that each of its splits can be tried: two bytes of UTF-8 to four, an escape, a tool call, a comment, a ping. */
    private static final String ANTHROPIC = """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":1}}}

            : é
            event: replaced
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event:ping
            data:{"type": "ping"}

            data: {"type":"content_block_delta","index":0,
            data: "delta":{"type":"text_delta","text":"é€🌙\\u00e9"}}

            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"n","input":{}}}

            data: {"type":"content_block_stop","index":1}

            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private static final String OPENAI = """
            : é

            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"é€🌙\\u00e9"}}]}

            data:{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"n","arguments":"{"}}]}}]}

            data: {"id":"c","choices":[{"index":0,
            data: "delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]},"finish_reason":"tool_calls"}]}

            data: {"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}

            data: [DONE]

            """;

    private static final List<String> TERMINATORS =
            List.of("[DONE]", "event: message_stop", "event: response.completed");

    private static final class Sample {
        private final Pair pair;
        private final byte[] bytes;

        Sample(Pair pair, byte[] bytes) {
            this.pair = pair;
            this.bytes = bytes;
        }

        ResponseCodec codec() {
            return Conversation.of(pair, "plain")
                    .translation()
                    .response(new Translation.Head(200, true, "req-1", Conversation.SECOND));
        }
    }

    private static List<Sample> small() {
        List<Sample> streams = new ArrayList<>();
        for (String lineEnd : LINE_ENDS) {
            for (Pair pair : Pair.values()) {
                String stream = pair.there == Operation.CHAT ? OPENAI : ANTHROPIC;
                streams.add(new Sample(pair, stream.replace("\n", lineEnd).getBytes(UTF_8)));
            }
        }
        return streams;
    }

    @Example
    void everySplitInTwo() {
        checkEverySplitInTwo(piece -> piece);
    }

    /** What readers do that take a piece for more than it is; each must be found by the check above. */
    private static final Map<String, UnaryOperator<byte[]>> MUTANTS = Map.of(
            "takes the end of a piece for the end of a character",
            piece -> new String(piece, UTF_8).getBytes(UTF_8),
            "takes the end of a piece for the end of a line",
            piece -> new String(piece, ISO_8859_1).concat("\n").getBytes(ISO_8859_1),
            "forgets that a carriage return came before",
            piece -> new String(piece, ISO_8859_1).replaceAll("\r\n?", "\n").getBytes(ISO_8859_1),
            "loses what follows the last whole event of a piece",
            piece -> new String(piece, ISO_8859_1)
                    .replaceAll("(?s)(.*(\n\n|\r\r|\r\n\r\n)).*", "$1")
                    .getBytes(ISO_8859_1));

    @Example
    void brokenReadersAreFound() {
        MUTANTS.forEach((name, mutant) ->
                assertThatThrownBy(() -> checkEverySplitInTwo(mutant)).as(name).isInstanceOf(AssertionError.class));
    }

    private static void checkEverySplitInTwo(UnaryOperator<byte[]> reader) {
        for (Sample stream : small()) {
            Translation translation = Conversation.of(stream.pair, "plain").translation();
            Translation.Head head = new Translation.Head(200, true, "req-1", Conversation.SECOND);
            Transcript whole = Transcript.of(translation.response(head), List.of(reader.apply(stream.bytes)));
            assertThat(whole.complete()).isTrue();
            for (int at = 0; at <= stream.bytes.length; at++) {
                List<byte[]> pieces =
                        cut(stream.bytes, List.of(at)).stream().map(reader).toList();
                assertThat(Transcript.of(translation.response(head), pieces))
                        .as("split at %s", at)
                        .isEqualTo(whole);
            }
        }
    }

    @Example
    void everyLineEndMeansTheSame() {
        for (Pair pair : Pair.values()) {
            List<Transcript> transcripts = small().stream()
                    .filter(stream -> stream.pair == pair)
                    .map(stream -> Transcript.of(stream.codec(), List.of(stream.bytes)))
                    .toList();
            assertThat(transcripts).hasSize(LINE_ENDS.size()).containsOnly(transcripts.getFirst());
        }
    }

    @Example
    void noPrefixEndsWell() {
        for (Sample stream : small()) {
            String terminator = stream.pair.there == Operation.MESSAGES ? "{\"type\":\"message_stop\"}" : "[DONE]";
            String reason = stream.pair.there == Operation.MESSAGES
                    ? "{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":2}}"
                    : "\"finish_reason\":\"tool_calls\"}]}";
            Translation translation = Conversation.of(stream.pair, "plain").translation();
            Translation.Head head = new Translation.Head(200, true, "req-1", Conversation.SECOND);
            for (int length = 0; length <= stream.bytes.length; length++) {
                byte[] prefix = Arrays.copyOf(stream.bytes, length);
                Transcript transcript = Transcript.of(translation.response(head), List.of(prefix));
                // the terminator counts when its line has ended; so does the reason of the end, where the stream ends
                // after it
                String text = new String(prefix, UTF_8);
                boolean ended = Stream.of(terminator, reason)
                        .anyMatch(end -> text.contains(end + "\n") || text.contains(end + "\r"));
                assertThat(transcript.complete()).as("after %s bytes", length).isEqualTo(ended);
                assertThat(TERMINATORS.stream().anyMatch(transcript.output()::contains))
                        .isEqualTo(ended);
            }
        }
    }

    /**
     * @param answer of the provider
     * @param cuts where the answer is cut, as shares of its length
     */
    record Case(Conversation conversation, Path answer, String lineEnd, List<Double> cuts) {}

    @Property(tries = 1000)
    void anySplitOfAnyGoldenAnswer(@ForAll("cases") Case tried) {
        byte[] bytes = Conversation.text(Conversation.read(tried.answer))
                .replace("\n", tried.lineEnd)
                .getBytes(UTF_8);
        List<Integer> cuts = tried.cuts.stream()
                .map(share -> (int) (share * bytes.length))
                .sorted()
                .toList();
        Transcript whole = Transcript.of(tried.conversation.codec(tried.answer), List.of(bytes));
        assertThat(Transcript.of(tried.conversation.codec(tried.answer), cut(bytes, cuts)))
                .isEqualTo(whole);
    }

    @Provide
    Arbitrary<Case> cases() {
        List<Case> answers = Conversation.all().stream()
                .flatMap(conversation ->
                        conversation.answers().stream().map(answer -> new Case(conversation, answer, "\n", List.of())))
                .toList();
        Arbitrary<List<Double>> cuts =
                Arbitraries.doubles().between(0, 1).list().ofMinSize(1).ofMaxSize(40);
        return Combinators.combine(Arbitraries.of(answers), Arbitraries.of(LINE_ENDS), cuts)
                .as((each, lineEnd, shares) -> new Case(each.conversation, each.answer, lineEnd, shares));
    }

    @Example
    void byteByByte() {
        for (Conversation conversation : Conversation.all()) {
            for (Path answer : conversation.answers()) {
                byte[] bytes = Conversation.read(answer);
                List<Integer> everywhere =
                        Stream.iterate(1, at -> at + 1).limit(bytes.length).toList();
                assertThat(Transcript.of(conversation.codec(answer), cut(bytes, everywhere)))
                        .as(answer.toString())
                        .isEqualTo(Transcript.of(conversation.codec(answer), List.of(bytes)));
            }
        }
    }

    private static List<byte[]> cut(byte[] bytes, List<Integer> cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int at : cuts) {
            pieces.add(Arrays.copyOfRange(bytes, from, at));
            from = at;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }
}
