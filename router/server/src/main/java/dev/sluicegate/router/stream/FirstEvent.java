package dev.sluicegate.router.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluicegate.router.sse.EventStream;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginning of a stream until its first event is whole, since providers report overload in a stream's first event, after a
 * head that says 200. Comments before it are dropped: the router says its own. For one stream's beginning only.
 */
final class FirstEvent {
    /** A first event that is larger is taken for a good one. */
    private static final int LARGEST_HELD = 64 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private final EventStream events = new EventStream((_, _) -> false);
    private Buffer held = Buffer.buffer();
    private boolean error;

    /**
     * Takes the stream's next bytes.
     *
     * @return everything from the first event on; null as long as that is not whole. Not to be called again after the first answer
     */
    @Nullable Buffer accept(Buffer bytes) {
        byte[] copy = bytes.getBytes();
        int end = events.accept(copy, 0, copy.length);
        int heldBefore = held.length();
        held.appendBytes(copy);
        if (end > 0) {
            String whole = held.getString(0, heldBefore + end, "UTF-8");
            int start = afterComments(whole);
            if (start < whole.length()) {
                error = saysError(whole.substring(start));
                int startInBytes = whole.substring(0, start).getBytes(UTF_8).length;
                return held.slice(startInBytes, held.length());
            }
            held = held.getBuffer(heldBefore + end, held.length());
        }
        return held.length() > LARGEST_HELD ? held : null;
    }

    /** Whether the first event is an error. */
    boolean isError() {
        return error;
    }

    /** Where the first line starts that is neither empty nor a comment. */
    private static int afterComments(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ':') {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (c != '\n' && c != '\r') {
                return at;
            } else {
                at++;
            }
        }
        return at;
    }

    /** @param text of one or more whole events, of which the first counts */
    static boolean saysError(String text) {
        StringBuilder data = new StringBuilder();
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                break;
            }
            if (line.startsWith("event:") && line.substring(6).strip().equals("error")) {
                return true;
            } else if (line.startsWith("error:")) {
                // llama.cpp's servers of before 2025
                return true;
            } else if (line.startsWith("data:")) {
                data.append(line, 5, line.length()).append('\n');
            }
        }
        return data.indexOf("\"error\"") >= 0 && isErrorObject(data.toString());
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
