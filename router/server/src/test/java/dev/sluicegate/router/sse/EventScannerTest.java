package dev.sluicegate.router.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a stream is cut, its lines and the places between its events are the same. */
class EventScannerTest {
    private static final int ALL = Integer.MAX_VALUE;

    /** ~ is a line's end. A mark, comments, events of several lines, empty ones, text of two to four bytes a character, and a rest. */
    private static final String STREAM =
            "\uFEFF: comment~~event: é€🌙~data: {\"a\":1}~data~~~~data:\tlong enough for eight bytes at once~~:~data: \uFEFF~~rest";

    private static final List<String> LINES = List.of(
            ": comment",
            "end",
            "event: é€🌙",
            "data: {\"a\":1}",
            "data",
            "end",
            "end",
            "end",
            "data:\tlong enough for eight bytes at once",
            "end",
            ":",
            "data: \uFEFF",
            "end");

    /** What a scanner has shown: lines and ends, and the bytes between two ends. */
    private static final class Transcript implements EventScanner.Listener {
        private final EventScanner scanner;
        private final List<String> shown = new ArrayList<>();
        private final List<String> between = new ArrayList<>();
        private final ByteArrayOutputStream event = new ByteArrayOutputStream();
        private byte[] piece = {};
        private int from;

        Transcript(int mostKept) {
            scanner = new EventScanner(this, mostKept);
        }

        void accept(byte[] next) {
            // not at the piece's beginning, as a network's buffer has it
            piece = ("\r\n\n" + new String(next, ISO_8859_1) + "\n\n").getBytes(ISO_8859_1);
            from = 3;
            scanner.accept(piece, from, piece.length - 2);
            take(piece.length - 2);
        }

        private void take(int to) {
            event.write(piece, from, to - from);
            from = to;
        }

        private void endEvent() {
            between.add(event.toString(UTF_8));
            event.reset();
        }

        @Override
        public void line(byte[] bytes, int from, int to, int next) {
            shown.add(new String(bytes, from, to - from, UTF_8));
            assertThat(scanner.insideEvent()).isTrue();
        }

        @Override
        public void end(int next) {
            shown.add("end");
            assertThat(scanner.insideEvent()).isFalse();
            take(next);
            endEvent();
        }

        @Override
        public void restOfLineEnd(int next) {
            take(next);
            if (!scanner.insideEvent()) {
                // it came too late for the event that it belongs to
                between.set(between.size() - 1, between.getLast() + event.toString(UTF_8));
                event.reset();
            }
        }

        List<String> events() {
            List<String> all = new ArrayList<>(between);
            all.add(event.toString(UTF_8));
            return all;
        }
    }

    private static Transcript transcript(List<byte[]> pieces, int mostKept) {
        Transcript transcript = new Transcript(mostKept);
        pieces.forEach(transcript::accept);
        return transcript;
    }

    private static byte[] stream(String lineEnd) {
        return STREAM.replace("~", lineEnd).getBytes(UTF_8);
    }

    private static List<String> events(String lineEnd) {
        List<String> events = new ArrayList<>(List.of(
                "\uFEFF: comment~~",
                "event: é€🌙~data: {\"a\":1}~data~~",
                "~",
                "~",
                "data:\tlong enough for eight bytes at once~~",
                ":~data: \uFEFF~~",
                "rest"));
        events.replaceAll(event -> event.replace("~", lineEnd));
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everySplitShowsTheSame(String lineEnd) {
        checkEverySplit(lineEnd, piece -> piece);
    }

    private static void checkEverySplit(String lineEnd, UnaryOperator<byte[]> reader) {
        byte[] stream = stream(lineEnd);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                check(lineEnd, cut(stream, List.of(first, second)), reader);
            }
        }
        check(lineEnd, cut(stream, IntStream.range(1, stream.length).boxed().toList()), reader);
    }

    private static void check(String lineEnd, List<byte[]> pieces, UnaryOperator<byte[]> reader) {
        Transcript transcript = transcript(pieces.stream().map(reader).toList(), ALL);
        assertThat(transcript.shown).isEqualTo(LINES);
        assertThat(transcript.events()).isEqualTo(events(lineEnd));
        assertThat(transcript.scanner.insideEvent()).isTrue();
    }

    /** What scanners do that take a piece for more than it is; each must be found by the check above. */
    private static final Map<String, UnaryOperator<byte[]>> MUTANTS = Map.of(
            "takes the end of a piece for the end of a line",
            piece -> latin(piece).concat("\n").getBytes(ISO_8859_1),
            "takes the end of a piece for the end of a character",
            piece -> new String(piece, UTF_8).getBytes(UTF_8),
            "takes each half of a line end for one",
            piece -> latin(piece).startsWith("\n") ? ("\n" + latin(piece)).getBytes(ISO_8859_1) : piece,
            "takes the start of a piece for the start of the stream",
            piece -> latin(piece).replaceFirst("^\u00EF\u00BB\u00BF", "").getBytes(ISO_8859_1),
            "loses what a piece begins with and does not end",
            piece -> latin(piece).replaceFirst("[^\r\n]+$", "").getBytes(ISO_8859_1));

    @Test
    void brokenScannersAreFound() {
        MUTANTS.forEach((name, mutant) -> assertThatThrownBy(() -> checkEverySplit("\r\n", mutant))
                .as(name)
                .isInstanceOf(AssertionError.class));
    }

    private static String latin(byte[] piece) {
        return new String(piece, ISO_8859_1);
    }

    /** The memory for a line is bounded by what its listener wants of it. */
    @Test
    void ofASplitLineNoMoreIsKeptThanIsWanted() {
        byte[] line = "data: 0123456789\n\n".getBytes(UTF_8);
        for (int split = 1; split < line.length - 2; split++) {
            Transcript transcript = transcript(cut(line, List.of(split)), 7);
            assertThat(transcript.shown).as("split at %d", split).containsExactly("data: 0", "end");
            assertThat(transcript.scanner.kept()).isZero();
        }
        EventScanner scanner = new EventScanner(new Transcript(ALL), 7);
        for (int i = 0; i < 100; i++) {
            scanner.accept(line, 0, 10);
        }
        assertThat(scanner.kept()).isEqualTo(7);
    }

    @Test
    void aLineThatIsNotSplitIsShownWhereItLies() {
        List<byte[]> shown = new ArrayList<>();
        EventScanner scanner = new EventScanner(
                new EventScanner.Listener() {
                    @Override
                    public void line(byte[] bytes, int from, int to, int next) {
                        shown.add(bytes);
                    }

                    @Override
                    public void end(int next) {}
                },
                ALL);
        byte[] first = "data: a\nda".getBytes(UTF_8);
        byte[] second = "ta: b\ndata: c\n\n".getBytes(UTF_8);
        scanner.accept(first, 0, first.length);
        scanner.accept(second, 0, second.length);

        assertThat(shown).hasSize(3);
        assertThat(shown.getFirst()).isSameAs(first);
        assertThat(shown.get(1)).isNotSameAs(first).isNotSameAs(second);
        assertThat(shown.getLast()).isSameAs(second);
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "data: a", "event: x", ": c", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "é", "漢", "\t", "\uFEFF")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    /** Beside another reader, which is simple and sees the whole stream. */
    @Property
    void anyStreamHasTheLinesThatItHas(
            @ForAll("streams") String stream,
            @ForAll List<@net.jqwik.api.constraints.IntRange(max = 200) Integer> cuts) {
        byte[] bytes = stream.getBytes(UTF_8);
        List<Integer> at =
                cuts.stream().map(cut -> Math.min(cut, bytes.length)).sorted().toList();
        assertThat(transcript(cut(bytes, at), ALL).shown).isEqualTo(linesOf(stream));
    }

    private static List<String> linesOf(String stream) {
        List<String> lines = new ArrayList<>(
                Arrays.asList((stream.startsWith("\uFEFF") ? stream.substring(1) : stream).split("\r\n|\r|\n", -1)));
        // the last one has not ended
        lines.removeLast();
        lines.replaceAll(line -> line.isEmpty() ? "end" : line);
        return lines;
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
