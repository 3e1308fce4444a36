package dev.sluicegate.router.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.config.Api;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a provider says of the tokens it used, in the bytes as they pass and however they are split: the value of each {@code
 * "usage"} that is an object. Inside a text this would be written with backslashes and is not found. Looks at a third
 * of the rest and keeps nothing of it. Not thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming/streaming">OpenAI: in the last chunk</a>
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">Anthropic: in message_start, and with later counts in message_delta</a>
 */
final class UsageReader {
    private static final byte[] NAME = {'"', 'u', 's', 'a', 'g', 'e', '"'};
    /** Pairs at this distance are enough to find it. */
    private static final int STEP = NAME.length - 1;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** Whether two bytes in a row stand in the name. */
    private static final boolean[] PAIRS = pairs();

    private static final int LARGEST = 16 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    private enum State {
        SEARCHING,
        AFTER_NAME,
        AFTER_COLON,
        INSIDE
    }

    private final Api api;
    private State state = State.SEARCHING;
    private int matched;
    private byte[] object = new byte[512];
    private int length;
    private int depth;
    private boolean inText;
    private boolean escaped;
    private int times;
    private long input;
    private long cached;
    private long written;
    private long output;
    private long reasoning;

    UsageReader(Api api) {
        this.api = api;
    }

    private static boolean[] pairs() {
        boolean[] pairs = new boolean[1 << Short.SIZE];
        for (int i = 0; i + 1 < NAME.length; i++) {
            pairs[pair(NAME, i)] = true;
        }
        return pairs;
    }

    private static int pair(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at) & 0xffff;
    }

    /** Takes the next bytes, which it does not keep. */
    void accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            i = switch (state) {
                case SEARCHING -> search(bytes, i, to);
                case AFTER_NAME -> expect(bytes[i], ':', State.AFTER_COLON) ? i + 1 : i;
                case AFTER_COLON -> expect(bytes[i], '{', State.INSIDE) ? i + 1 : i;
                case INSIDE -> take(bytes, i, to);
            };
        }
    }

    private int search(byte[] bytes, int from, int to) {
        int i = from;
        while (matched > 0 && i < to) {
            if (bytes[i] == NAME[matched]) {
                i++;
                if (++matched == NAME.length) {
                    nameFound();
                    return i;
                }
            } else {
                // only the name's first byte stands in it twice
                matched = bytes[i] == NAME[0] ? 1 : 0;
                i++;
            }
        }
        // wherever the name stands, one of the pairs that are looked at lies in it
        for (int at = i + STEP - 1; at + 1 < to; at += STEP) {
            if (PAIRS[pair(bytes, at)]) {
                int start = startOfName(bytes, at);
                if (start >= i && isName(bytes, start, to)) {
                    nameFound();
                    return start + NAME.length;
                }
            }
        }
        // where the name is not whole, it begins in what is shorter than the name
        for (i = Math.max(i, to - STEP); i < to; i++) {
            matched = bytes[i] == NAME[matched] ? matched + 1 : bytes[i] == NAME[0] ? 1 : 0;
        }
        return to;
    }

    /** Where the name would start if this were a pair of its bytes, each of which it has once. */
    private static int startOfName(byte[] bytes, int pair) {
        int offset = 0;
        while (pair(NAME, offset) != pair(bytes, pair)) {
            offset++;
        }
        return pair - offset;
    }

    private static boolean isName(byte[] bytes, int start, int to) {
        int end = start + NAME.length;
        return end <= to && Arrays.equals(bytes, start, end, NAME, 0, NAME.length);
    }

    private void nameFound() {
        matched = 0;
        state = State.AFTER_NAME;
    }

    /** Whether the byte belongs to what was found; else the search goes on with it. */
    private boolean expect(byte b, char wanted, State next) {
        if (b == wanted) {
            state = next;
            if (next == State.INSIDE) {
                begin();
            }
            return true;
        }
        boolean space = b == ' ' || b == '\t' || b == '\n' || b == '\r';
        if (!space) {
            state = State.SEARCHING;
        }
        return space;
    }

    private void begin() {
        object[0] = '{';
        length = 1;
        depth = 1;
        inText = false;
        escaped = false;
    }

    private int take(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (length == object.length) {
                if (length == LARGEST) {
                    state = State.SEARCHING;
                    return i;
                }
                object = Arrays.copyOf(object, length * 2);
            }
            object[length++] = b;
            if (inText) {
                inText = escaped || b != '"';
                escaped = !escaped && b == '\\';
            } else if (b == '"') {
                inText = true;
            } else if (b == '{') {
                depth++;
            } else if (b == '}' && --depth == 0) {
                state = State.SEARCHING;
                read();
                return i + 1;
            }
        }
        return to;
    }

    private void read() {
        Counts counts = new Counts();
        try (JsonParser json = JSON.createParser(object, 0, length)) {
            counts.read(json);
        } catch (IOException e) {
            // the client gets it as it is; whoever reads the accounts sees an estimate
            return;
        }
        if (counts.any) {
            times++;
            counts.apply();
        }
    }

    /** What the provider has said so far; null if nothing. */
    @Nullable Usage usage() {
        return times > 0 ? new Usage(input, cached, written, output, reasoning, false) : null;
    }

    /** How often it has said something. */
    int times() {
        return times;
    }

    private final class Counts {
        private boolean any;
        private long newInput = -1;
        private long newOutput = -1;
        private long newCached = -1;
        private long newWritten = -1;
        private long newReasoning = -1;

        void read(JsonParser json) throws IOException {
            int level = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                switch (token) {
                    case START_OBJECT -> level++;
                    case END_OBJECT -> level--;
                    case VALUE_NUMBER_INT -> count(level, String.valueOf(json.currentName()), json.getLongValue());
                    default -> {}
                }
            }
        }

        private void count(int level, String name, long value) {
            if (value < 0) {
                return;
            }
            if (level == 1) {
                switch (name) {
                    case "prompt_tokens", "input_tokens" -> newInput = value;
                    case "completion_tokens", "output_tokens" -> newOutput = value;
                    // Anthropic's name, Kimi's and DeepSeek's
                    case "cache_read_input_tokens", "cached_tokens", "prompt_cache_hit_tokens" -> newCached = value;
                    case "cache_creation_input_tokens" -> newWritten = value;
                    default -> {
                        return;
                    }
                }
                any = true;
            } else if (level == 2 && name.equals("cached_tokens")) {
                newCached = value;
            } else if (level == 2 && name.equals("cache_write_tokens")) {
                newWritten = value;
            } else if (level == 2 && name.equals("reasoning_tokens")) {
                newReasoning = value;
            }
        }

        /** A later word replaces an earlier one where it says something. Anthropic counts a prompt's cached tokens apart. */
        void apply() {
            long fresh = api == Api.ANTHROPIC ? input - cached - written : input;
            cached = newCached < 0 ? cached : newCached;
            written = newWritten < 0 ? written : newWritten;
            output = newOutput < 0 ? output : newOutput;
            reasoning = newReasoning < 0 ? reasoning : newReasoning;
            fresh = newInput < 0 ? fresh : newInput;
            input = api == Api.ANTHROPIC ? fresh + cached + written : fresh;
        }
    }
}
