package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random answer of a provider, whole or as a stream, with random deviations from its protocol, and the words that must arrive. Always the
 * same for the same seed.
 *
 * @param body the bytes of the whole answer or stream
 * @param words each stands once in what the provider says of text, reasoning or calls, in this order for each kind
 * @param ended whether the provider said that the answer is whole
 */
record FuzzedAnswer(String body, List<List<String>> words, boolean ended) {
    private static final List<String> REASONS =
            List.of("stop", "length", "tool_calls", "eos", "STOP", "end", "model_length", "content_filter", "abort");

    /** What a provider says, as far as it has said it. */
    static final class Writer {
        final Random random;
        final List<String> texts = new ArrayList<>();
        final List<String> thoughts = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        private final StringBuilder stream = new StringBuilder();
        private int number;

        Writer(long seed) {
            random = new Random(seed);
        }

        boolean maybe(int percent) {
            return random.nextInt(100) < percent;
        }

        <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        /** A word that stands nowhere else. */
        String word(List<String> kind) {
            String word = "w" + number++ + "x" + Integer.toHexString(random.nextInt(0x1000, 0x10000)) + "é";
            kind.add(word);
            return word;
        }

        void event(String name, ObjectNode data) {
            String end = maybe(15) ? "\r\n" : "\n";
            if (maybe(10)) {
                stream.append(": comment").append(end).append(end);
            }
            if (!name.isEmpty()) {
                stream.append("event: ").append(name).append(end);
            }
            stream.append(maybe(20) ? "data:" : "data: ")
                    .append(Json.text(data))
                    .append(end)
                    .append(end);
        }

        void raw(String text) {
            stream.append(text);
        }

        /** What this protocol does not have. */
        void unknown(ObjectNode object) {
            if (maybe(15)) {
                object.put("x_" + random.nextInt(9), random.nextInt());
            }
            if (maybe(8)) {
                object.putNull("y_" + random.nextInt(9));
            }
            if (maybe(5)) {
                object.putArray("z").addObject().put("deep", true);
            }
        }

        FuzzedAnswer answer(boolean ended) {
            return new FuzzedAnswer(stream.toString(), List.of(texts, thoughts, calls), ended);
        }

        FuzzedAnswer answer(ObjectNode whole) {
            return new FuzzedAnswer(Json.text(whole), List.of(texts, thoughts, calls), true);
        }

        String reason() {
            return any(REASONS);
        }
    }

    /** Its bytes in random pieces. */
    List<byte[]> pieces(Random random) {
        byte[] bytes = body.getBytes(UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 7 : 400));
            pieces.add(java.util.Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }
}
