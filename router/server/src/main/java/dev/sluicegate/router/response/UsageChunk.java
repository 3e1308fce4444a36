package dev.sluicegate.router.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluicegate.router.sse.EventScanner;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;

/**
 * The chunk that ends a stream of chat completions when {@code include_usage} was asked for: it has no choices, and says nothing else.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options">stream_options</a>
 */
final class UsageChunk implements EventScanner.Listener {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final byte[] events;
    private final Buffer others;
    private int start;
    private int lines;
    private boolean one;
    private boolean halfEnded;

    private UsageChunk(byte[] events, Buffer others) {
        this.events = events;
        this.others = others;
    }

    /**
     * Copies those of some whole events that are no such chunk.
     *
     * @return the length of what has been looked at: all but a chunk of whose last line end only the first half may have come
     */
    static int copyOthers(byte[] events, Buffer to) {
        UsageChunk copying = new UsageChunk(events, to);
        new EventScanner(copying, Integer.MAX_VALUE).accept(events, 0, events.length);
        return copying.copyRest();
    }

    /** Providers write a chunk as one line of data, with nothing beside it. */
    @Override
    public void line(byte[] bytes, int from, int to, int next) {
        int data = from + DATA.length;
        boolean isData = data <= to && Arrays.equals(bytes, from, data, DATA, 0, DATA.length);
        one = ++lines == 1 && isData && isOne(bytes, data, to);
    }

    @Override
    public void end(int next) {
        halfEnded = one && next == events.length && events[next - 1] == '\r';
        if (halfEnded) {
            return;
        }
        if (!one) {
            others.appendBytes(events, start, next - start);
        }
        start = next;
        lines = 0;
        one = false;
    }

    private int copyRest() {
        if (halfEnded) {
            return start;
        }
        others.appendBytes(events, start, events.length - start);
        return events.length;
    }

    private static boolean isOne(byte[] bytes, int from, int to) {
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
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
