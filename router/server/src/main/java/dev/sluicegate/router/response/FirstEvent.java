package dev.sluicegate.router.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginning of a stream until its first event is whole, since providers report overload in a stream's first event, after a
 * head that says 200. Comments before it are dropped: the router says its own. For one stream's beginning only.
 */
public final class FirstEvent {
    /** A first event that is larger is taken for a good one. */
    private static final int LARGEST_HELD = 64 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private Buffer held = Buffer.buffer();
    private boolean error;

    /**
     * Takes the stream's next bytes.
     *
     * @return everything from the first event on; null as long as that is not whole. Not to be called again after the first answer
     */
    public @Nullable Buffer accept(Buffer bytes) {
        Buffer all = held.length() == 0 ? bytes : held.appendBuffer(bytes);
        int start = afterComments(all);
        int end = endOfEvent(all, start);
        if (end > 0) {
            error = saysError(all, start, end);
        }
        if (end > 0 || all.length() - start > LARGEST_HELD) {
            return start == 0 ? all : all.slice(start, all.length());
        }
        // a copy: what was given may be a view of the network's buffer
        held = all.getBuffer(start, all.length());
        return null;
    }

    /** Whether the first event is an error. */
    public boolean isError() {
        return error;
    }

    /** Where the first line starts that is neither empty nor a whole comment. */
    private static int afterComments(Buffer all) {
        int lineStart = 0;
        for (int at = 0; at < all.length(); at++) {
            byte b = all.getByte(at);
            if (b == '\n' || b == '\r') {
                lineStart = at + 1;
            } else if (at == lineStart && b != ':') {
                return at;
            }
        }
        return lineStart;
    }

    /** After the empty line that ends the event; 0 if there is none yet. A lone CR may be the first half of a line end. */
    private static int endOfEvent(Buffer all, int start) {
        int lineStart = start;
        for (int at = start; at < all.length(); at++) {
            byte b = all.getByte(at);
            if (b == '\n' || b == '\r') {
                if (at == lineStart && at > start) {
                    return at + 1;
                }
                boolean pair = b == '\r' && at + 1 < all.length() && all.getByte(at + 1) == '\n';
                at += pair ? 1 : 0;
                lineStart = at + 1;
            }
        }
        return 0;
    }

    private static boolean saysError(Buffer all, int start, int end) {
        byte[] event = all.getBytes(start, end);
        // most do not even have the word
        return contains(event, "error") && saysError(new String(event, UTF_8));
    }

    private static boolean contains(byte[] bytes, String word) {
        for (int i = 0; i + word.length() <= bytes.length; i++) {
            int j = 0;
            while (j < word.length() && bytes[i + j] == word.charAt(j)) {
                j++;
            }
            if (j == word.length()) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysError(String event) {
        StringBuilder data = new StringBuilder();
        for (String line : event.split("\r\n|\n|\r", -1)) {
            if (line.startsWith("event:") && line.substring(6).strip().equals("error")) {
                return true;
            } else if (line.startsWith("error:")) {
                // llama.cpp's servers of before 2025
                return true;
            } else if (line.startsWith("data:")) {
                data.append(line, 5, line.length()).append('\n');
            }
        }
        return isErrorObject(data.toString());
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
}
