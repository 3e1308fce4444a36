package dev.sluicegate.router.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * The chunk that ends a stream of chat completions when {@code include_usage} was asked for: it has no choices, and says nothing else.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options">stream_options</a>
 */
final class UsageChunk {
    private static final JsonFactory JSON = new JsonFactory();

    private UsageChunk() {}

    /**
     * Copies those of some whole events that are no such chunk.
     *
     * @return the length of what has been looked at: all but a chunk of whose last line end only the first half may have come
     */
    static int copyOthers(byte[] events, Buffer to) {
        int start = 0;
        while (start < events.length) {
            int end = endOfEvent(events, start);
            if (!isOne(events, start, end)) {
                to.appendBytes(events, start, end - start);
            } else if (end == events.length && events[end - 1] == '\r') {
                return start;
            }
            start = end;
        }
        return start;
    }

    /** After the empty line that ends the event which starts here. */
    private static int endOfEvent(byte[] bytes, int start) {
        int lineStart = start;
        for (int at = start; at < bytes.length; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                boolean empty = at == lineStart;
                boolean pair = bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n';
                at += pair ? 1 : 0;
                lineStart = at + 1;
                if (empty) {
                    return lineStart;
                }
            }
        }
        return bytes.length;
    }

    /** Providers write a chunk as one line of data, with nothing beside it. */
    private static boolean isOne(byte[] bytes, int start, int end) {
        int at = start;
        for (byte wanted : new byte[] {'d', 'a', 't', 'a', ':'}) {
            if (at == end || bytes[at++] != wanted) {
                return false;
            }
        }
        try (JsonParser json = JSON.createParser(bytes, at, end - at)) {
            return json.nextToken() == JsonToken.START_OBJECT && isOne(json);
        } catch (IOException e) {
            // [DONE], or nothing that we know
            return false;
        }
    }

    private static boolean isOne(JsonParser json) throws IOException {
        boolean noChoices = false;
        boolean usage = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("choices") && value == JsonToken.START_ARRAY) {
                noChoices = json.nextToken() == JsonToken.END_ARRAY;
                skipRestOfArray(json, noChoices);
            } else {
                usage |= name.equals("usage") && value == JsonToken.START_OBJECT;
                json.skipChildren();
            }
        }
        return noChoices && usage;
    }

    private static void skipRestOfArray(JsonParser json, boolean ended) throws IOException {
        while (!ended && json.currentToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            json.nextToken();
        }
    }
}
