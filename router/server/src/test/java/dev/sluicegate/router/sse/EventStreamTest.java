package dev.sluicegate.router.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStreamTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data: a~~          | data: a~~
            data: a~           | ''
            data: a~~data: b   | data: a~~
            data: a~^~^        | data: a~^~^
            data: a^^          | data: a^^
            data: a^~^~data: b | data: a^~^~
            : comment~~        | : comment~~
            data: a~~~~        | data: a~~~~
            data: é~~x         | data: é~~
            """)
    void findsTheEndOfTheLastWholeEvent(String stream, String whole) {
        byte[] bytes = text(stream);
        EventStream events = new EventStream((_, _, _) -> false);

        assertThat(events.accept(bytes, 0, bytes.length)).isEqualTo(text(whole).length);
        assertThat(events.insideEvent()).isEqualTo(!stream.equals(whole));
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "data: a", "data: [DONE]", "event: x", ": c", "~", "~~", "^~", "^~^~", "^", "é", "data: 漢")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Property
    void splittingChangesNothing(
            @ForAll("streams") String stream,
            @ForAll List<@net.jqwik.api.constraints.IntRange(min = 1, max = 9) Integer> sizes) {
        byte[] bytes = text(stream);
        EventStream whole = new EventStream(EventStreamTest::isDone);
        int wanted = whole.accept(bytes, 0, bytes.length);

        EventStream pieces = new EventStream(EventStreamTest::isDone);
        ByteArrayOutputStream complete = new ByteArrayOutputStream();
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; from < bytes.length; i++) {
            int size = sizes.isEmpty() ? 1 : sizes.get(i % sizes.size());
            int to = Math.min(bytes.length, from + size);
            int boundary = pieces.accept(bytes, from, to);
            if (boundary > from) {
                complete.writeBytes(held.toByteArray());
                held.reset();
                complete.write(bytes, from, boundary - from);
            }
            held.write(bytes, boundary, to - boundary);
            from = to;
        }
        assertThat(complete.size()).isEqualTo(wanted);
        assertThat(pieces.insideEvent()).isEqualTo(whole.insideEvent());
        assertThat(pieces.ended()).isEqualTo(whole.ended());
    }

    /** A terminator that is only begun is none: what the client would miss may be the usage, or the whole response. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            event: last~data: {}~~           | true
            event: last~data: {}~            | true
            event: last~data: {              | false
            event: last~                     | false
            event: last~~                    | true
            data: a~~event: last~            | false
            event: other~data: a~~           | false
            event: last~data: {}~~data: more | true
            """)
    void endsWithTheLastEventsData(String stream, boolean ended) {
        byte[] bytes = text(stream);
        for (int split = 0; split <= bytes.length; split++) {
            EventStream events = new EventStream(
                    (line, start, end) -> new String(line, start, end - start, UTF_8).equals("event: last"));
            events.accept(bytes, 0, split);
            events.accept(bytes, split, bytes.length);
            assertThat(events.ended()).isEqualTo(ended);
        }
    }

    private static boolean isDone(byte[] line, int start, int end) {
        return new String(line, start, end - start, UTF_8).equals("data: [DONE]");
    }

    /** ~ is a line feed, ^ a carriage return. */
    private static byte[] text(String text) {
        return text.replace('~', '\n').replace('^', '\r').getBytes(UTF_8);
    }
}
