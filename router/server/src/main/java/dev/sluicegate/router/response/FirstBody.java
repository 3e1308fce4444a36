package dev.sluicegate.router.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an answer in one piece, kept until it is known whether it is an error, since some providers report errors with status
 * 200. White space before it, by which others keep the connection alive, is dropped. For one answer's beginning only.
 */
public final class FirstBody {
    /** An error that has not shown itself by then is none. */
    private static final int LARGEST_HELD = 16 * 1024;

    /** The status of an error that names none. */
    static final int BAD_GATEWAY = 502;

    /** What only an answer has. */
    private static final Set<String> ANSWERS = Set.of("choices", "content", "output", "data");

    /**
     * The words by which others than the request itself are blamed, in lower case: OpenAI's and OpenRouter's, Anthropic's, Google's.
     *
     * @see <a href="https://docs.anthropic.com/en/api/errors">Anthropic's errors</a>
     * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's codes</a>
     * @see <a href="https://cloud.google.com/apis/design/errors">Google's codes</a>
     */
    private static final Map<String, Integer> NAMED = Map.ofEntries(
            Map.entry("rate_limit_error", 429),
            Map.entry("rate_limit_exceeded", 429),
            Map.entry("insufficient_quota", 429),
            Map.entry("resource_exhausted", 429),
            Map.entry("authentication_error", 401),
            Map.entry("invalid_api_key", 401),
            Map.entry("unauthenticated", 401),
            Map.entry("billing_error", 402),
            Map.entry("permission_error", 403),
            Map.entry("permission_denied", 403),
            Map.entry("not_found_error", 404),
            Map.entry("model_not_found", 404),
            Map.entry("unavailable", 503),
            Map.entry("overloaded_error", 529));

    private static final JsonFactory JSON = new JsonFactory();

    private Buffer held = Buffer.buffer();
    private boolean dropped;
    private int looked;
    private int status;

    /** What is known by now. */
    private enum Verdict {
        UNKNOWN,
        ANSWER,
        ERROR
    }

    /**
     * Takes the answer's next bytes.
     *
     * @return everything so far; null as long as nothing is known. Not to be called again after the first answer
     */
    public @Nullable Buffer accept(Buffer bytes) {
        Buffer more = held.length() == 0 ? afterSpace(bytes) : bytes;
        dropped |= more.length() < bytes.length();
        held.appendBuffer(more);
        // looked at again only when it has doubled, so that an answer in tiny pieces costs no more than its bytes
        if (held.length() == 0 || held.length() < 2 * looked) {
            return null;
        }
        looked = held.length();
        return judge() == Verdict.UNKNOWN && held.length() <= LARGEST_HELD ? null : held;
    }

    /** The answer has ended. */
    public Buffer end() {
        judge();
        return held;
    }

    /** The status that a whole answer should have had; 0 if it is no error. */
    public static int errorStatus(Buffer answer) {
        FirstBody body = new FirstBody();
        body.held = answer;
        body.end();
        return body.status;
    }

    /** The status that the answer should have had; 0 if it is no error. */
    public int errorStatus() {
        return status;
    }

    /** Whether the answer had white space before it, so that it is shorter than it was. */
    public boolean hasDropped() {
        return dropped;
    }

    private static Buffer afterSpace(Buffer bytes) {
        int from = 0;
        while (from < bytes.length() && bytes.getByte(from) <= ' ' && bytes.getByte(from) >= 0) {
            from++;
        }
        return from == 0 ? bytes : bytes.getBuffer(from, bytes.length());
    }

    private Verdict judge() {
        byte[] bytes = held.getBytes();
        try (JsonParser json = JSON.createParser(bytes)) {
            Verdict verdict = json.nextToken() == JsonToken.START_OBJECT ? fields(json) : Verdict.ANSWER;
            status = verdict != Verdict.ERROR ? 0 : status == 0 ? BAD_GATEWAY : status;
            return verdict;
        } catch (IOException e) {
            // half of it, or nothing that we know: it passes as it is when it is whole
            status = 0;
            return Verdict.UNKNOWN;
        }
    }

    private Verdict fields(JsonParser json) throws IOException {
        boolean error = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (ANSWERS.contains(name) && (value == JsonToken.START_ARRAY || value == JsonToken.VALUE_STRING)) {
                if (value == JsonToken.VALUE_STRING || json.nextToken() != JsonToken.END_ARRAY) {
                    return Verdict.ANSWER;
                }
            } else if (name.equals("error")) {
                error |= isError(json, value);
            } else if (name.equals("type") || name.equals("object")) {
                error |= value == JsonToken.VALUE_STRING && json.getText().equals("error");
            } else if (name.equals("code") || name.equals("status")) {
                code(json, value);
            } else {
                json.skipChildren();
            }
        }
        return error ? Verdict.ERROR : Verdict.ANSWER;
    }

    private boolean isError(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return value == JsonToken.START_ARRAY || (value == JsonToken.VALUE_STRING && json.getTextLength() > 0);
        }
        boolean any = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            any = true;
            String name = json.currentName();
            JsonToken inner = json.nextToken();
            if (name.equals("code") || name.equals("status") || name.equals("type")) {
                code(json, inner);
            } else {
                json.skipChildren();
            }
        }
        return any;
    }

    /** Several providers say here which HTTP status it should have been, as a number or by a word. */
    private void code(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_STRING) {
            int number = NAMED.getOrDefault(json.getText().toLowerCase(Locale.ROOT), json.getValueAsInt(0));
            status = status == 0 && number >= 400 && number < 600 ? number : status;
        }
        json.skipChildren();
    }
}
