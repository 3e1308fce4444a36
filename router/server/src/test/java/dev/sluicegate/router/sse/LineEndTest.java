package dev.sluicegate.router.sse;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineEndTest {
    @Test
    void everyByteAtEveryPlaceIsJudgedRightly() {
        for (int place = 0; place < 20; place++) {
            for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
                byte[] bytes = "xxxxxxxxxxxxxxxxxxxxxxxx".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                bytes[place] = (byte) value;
                int wanted = value == '\n' || value == '\r' ? place : bytes.length;
                assertThat(LineEnd.find(bytes, 0, bytes.length))
                        .as("%d at %d", value, place)
                        .isEqualTo(wanted);
            }
        }
    }

    @Property
    void isThatOfTheSimpleSearch(
            @ForAll @Size(max = 60) @ByteRange(max = 20) byte[] bytes, @ForAll @IntRange(max = 60) int start) {
        int from = Math.min(start, bytes.length);
        int wanted = from;
        while (wanted < bytes.length && bytes[wanted] != '\n' && bytes[wanted] != '\r') {
            wanted++;
        }
        assertThat(LineEnd.find(bytes, from, bytes.length)).isEqualTo(wanted);
    }
}
