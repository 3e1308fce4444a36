package dev.sluicegate.router.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluicegate.router.sse.EventScanner;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a stream, kept until its first event is whole, since providers report overload in a stream's first event, after a
 * head that says 200. Comments before it are dropped: the router says its own. For one stream's beginning only.
 */
public final class FirstEvent {
    /** A first event that is larger is taken for a good one. */
    private static final int LARGEST_HELD = 64 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private final EventScanner scanner = new EventScanner(new Beginning(), LARGEST_HELD);
    private final StringBuilder data = new StringBuilder();
    private Buffer held = Buffer.buffer();
    /** How much further on an offset in the piece that is being scanned lies in all that is held. */
    private int shift;

    /** Where the first event starts in all that is held. */
    private int start;

    private boolean begun;
    private boolean whole;
    private boolean error;

    /**
     * Takes the stream's next bytes.
     *
     * @return everything from the first event on; null as long as that is not whole. Not to be called again after the first answer
     */
    public @Nullable Buffer accept(Buffer bytes) {
        HeapBytes piece = HeapBytes.of(bytes);
        boolean first = held.length() == 0;
        shift = held.length() - piece.from();
        scanner.accept(piece.array(), piece.from(), piece.to());
        Buffer all = first ? bytes : held.appendBuffer(bytes);
        if (whole || all.length() - start > LARGEST_HELD) {
            return start == 0 ? all : all.slice(start, all.length());
        }
        // a copy: what was given may be a view of the network's buffer
        held = !first && start == 0 ? all : all.getBuffer(start, all.length());
        start = 0;
        return null;
    }

    /** Whether the first event is an error. */
    public boolean isError() {
        return whole && error;
    }

    /** The status that the answer should have had; 0 if the first event is no error. */
    public int errorStatus() {
        int named = isError() ? FirstBody.errorStatus(Buffer.buffer(data())) : 0;
        return isError() && named == 0 ? FirstBody.BAD_GATEWAY : named;
    }

    /** The data of the first event, once it is whole. */
    public String data() {
        return data.toString();
    }

    private static boolean isErrorObject(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("error") && value != JsonToken.VALUE_NULL && value != JsonToken.VALUE_FALSE) {
                    return true;
                }
                if ((name.equals("type") || name.equals("object"))
                        && value == JsonToken.VALUE_STRING
                        && parser.getText().equals("error")) {
                    return true;
                }
                parser.skipChildren();
            }
            return false;
        } catch (IOException e) {
            // not ours to judge: it passes as it is
            return false;
        }
    }

    private final class Beginning implements EventScanner.Listener {
        @Override
        public void line(byte[] bytes, int from, int to, int next) {
            if (whole) {
                return;
            }
            if (!begun && bytes[from] == ':') {
                start = shift + next;
                return;
            }
            begun = true;
            String line = new String(bytes, from, to - from, UTF_8);
            boolean named =
                    line.startsWith("event:") && line.substring(6).strip().equals("error");
            // the other is what llama.cpp's servers of before 2025 say
            error |= named || line.startsWith("error:");
            if (line.startsWith("data:")) {
                data.append(line, 5, line.length()).append('\n');
            }
        }

        @Override
        public void end(int next) {
            if (whole) {
                return;
            }
            if (begun) {
                whole = true;
                // most do not even have the word
                error |= data.indexOf("error") >= 0 && isErrorObject(data.toString());
            } else {
                start = shift + next;
            }
        }

        @Override
        public void restOfLineEnd(int next) {
            if (!begun) {
                start = shift + next;
            }
        }
    }
}
