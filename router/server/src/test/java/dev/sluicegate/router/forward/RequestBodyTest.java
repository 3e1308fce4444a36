package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RequestBodyTest {
    @Property
    void replacesTheSameBytesHoweverTheBodyCame(
            @ForAll @Size(max = 60) byte[] body,
            @ForAll @Size(max = 10) byte[] replacement,
            @ForAll @IntRange(max = 60) int a,
            @ForAll @IntRange(max = 60) int b,
            @ForAll @IntRange(min = 1, max = 61) int size) {
        int from = Math.min(Math.min(a, b), body.length);
        int to = Math.min(Math.max(a, b), body.length);
        List<Buffer> pieces = new ArrayList<>();
        for (int start = 0; start < body.length; start += size) {
            pieces.add(Buffer.buffer(body).getBuffer(start, Math.min(body.length, start + size)));
        }
        RequestBody spliced = new RequestBody(pieces, body.length, from, to, from == to ? new byte[0] : replacement);

        Buffer sent = Buffer.buffer();
        spliced.pieces().forEach(sent::appendBuffer);
        Buffer wanted = Buffer.buffer().appendBytes(body, 0, from);
        if (from < to) {
            wanted.appendBytes(replacement);
        }
        wanted.appendBytes(body, to, body.length - to);
        assertThat(sent).isEqualTo(wanted);
        assertThat(spliced.length()).isEqualTo(wanted.length());
    }

    @Property
    void findsAWordHoweverTheBodyCame(@ForAll("texts") String body, @ForAll @IntRange(min = 1, max = 8) int size) {
        List<Buffer> pieces = new ArrayList<>();
        for (int start = 0; start < body.length(); start += size) {
            pieces.add(Buffer.buffer(body.substring(start, Math.min(body.length(), start + size))));
        }
        RequestBody whole = new RequestBody(pieces, body.length(), 0, 0, new byte[0]);
        assertThat(whole.contains(new byte[] {'@', 'a', 'b', 'a'})).isEqualTo(body.contains("@aba"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("@ab").ofMaxLength(20);
    }
}
