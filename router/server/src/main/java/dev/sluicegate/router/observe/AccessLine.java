package dev.sluicegate.router.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request in the access log; {@code docs/observability.md} describes its fields. Never has a key or a prompt in it. */
final class AccessLine {
    private static final JsonFactory JSON = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    /** A client may write anything for the model's name. */
    private static final int LONGEST_MODEL = 128;

    private AccessLine() {}

    /** @param at when the request ended */
    static void json(Ended ended, Instant at, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            json.writeStringField("message", "request");
            json.writeStringField("logger_name", "access");
            json.writeStringField("level", "INFO");
            json.writeStringField("request", ended.id());
            text(json, "key", ended.key());
            text(json, "operation", ended.operation() == null ? null : word(ended.operation()));
            json.writeBooleanField("stream", ended.stream());
            text(json, "model", shorten(ended.modelAsked()));
            text(json, "provider", ended.provider());
            text(json, "providerModel", shorten(ended.modelUsed()));
            json.writeNumberField("attempts", ended.attempts());
            json.writeNumberField("status", ended.status());
            json.writeStringField("outcome", word(ended.outcome()));
            text(json, "error", ended.error());
            json.writeNumberField("durationMs", ended.durationNanos() / 1_000_000);
            if (ended.firstByteNanos() >= 0) {
                json.writeNumberField("firstByteMs", ended.firstByteNanos() / 1_000_000);
            }
            json.writeNumberField("bytes", ended.bytes());
            json.writeNumberField("inputTokens", ended.usage().input());
            json.writeNumberField("outputTokens", ended.usage().output());
            json.writeBooleanField("estimated", ended.usage().estimated());
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    /** The same for a person at a terminal. */
    static void text(Ended ended, Instant at, OutputStream out) throws IOException {
        String line = at + " request " + ended.id() + " "
                + (ended.operation() == null ? "-" : word(ended.operation())) + " "
                + printable(shorten(ended.modelAsked()))
                + (ended.provider() == null ? "" : " by " + ended.provider() + "/" + shorten(ended.modelUsed()))
                + ": " + ended.status() + " " + word(ended.outcome())
                + (ended.error() == null ? "" : " (" + ended.error() + ")") + ", "
                + ended.durationNanos() / 1_000_000 + " ms, " + ended.usage().input() + " + "
                + ended.usage().output() + " tokens\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    }

    private static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String shorten(@Nullable String model) {
        return model == null || model.length() <= LONGEST_MODEL ? model : model.substring(0, LONGEST_MODEL);
    }
}
