package dev.sluicegate.router.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** {@link StringRun} finds what a look at each single byte finds. */
class StringRunTest {
    @Property
    void findsTheFirstByteThatEndsARun(@ForAll("texts") byte[] text, @ForAll("offsets") int from) {
        int start = Math.min(from, text.length);
        assertThat(StringRun.end(text, start, text.length)).isEqualTo(slowly(text, start));
    }

    private static int slowly(byte[] text, int from) {
        int i = from;
        while (i < text.length) {
            if (text[i] == '\\' && i + 1 < text.length && "\"\\/bfnrt".indexOf(text[i + 1]) >= 0) {
                i += 2;
            } else if (text[i] == '"' || text[i] == '\\' || (text[i] >= 0 && text[i] < 0x20)) {
                return i;
            } else {
                i++;
            }
        }
        return i;
    }

    @Provide
    Arbitrary<Integer> offsets() {
        return Arbitraries.integers().between(0, 20);
    }

    @Provide
    Arbitrary<byte[]> texts() {
        Arbitrary<String> pieces = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12)),
                Tuple.of(
                        4,
                        Arbitraries.of(
                                "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\", "é", "漢", "\u007f", "!", "#", "[", "]")),
                Tuple.of(1, Arbitraries.of("\"", "\n", "\u0000", "\u001f", " ")));
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
    }
}
