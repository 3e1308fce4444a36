package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.RequestRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request as a line of the access log, for machines or people, and as a line of the accounts; {@code docs/observability.md} and
 * {@code docs/accounting.md} describe the fields. Never has a key or a prompt in it.
 *
 * @param at when the request ended
 */
record EndedRequest(RequestRecord request, Instant at) {
    private static final JsonFactory JSON = new JsonFactory();
    /** A client may write anything for the model's name. */
    private static final int LONGEST_MODEL = 128;

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    byte[] accessJson() {
        return line(json -> {
            json.writeStringField("message", "request");
            json.writeStringField("logger_name", "access");
            json.writeStringField("level", "INFO");
            json.writeStringField("request", request.id());
            text(json, "key", request.key());
            fields(json);
            if (!request.dropped().isEmpty()) {
                json.writeStringField("dropped", String.join(", ", request.dropped()));
            }
            json.writeNumberField("inputTokens", request.usage().input());
            json.writeNumberField("outputTokens", request.usage().output());
            json.writeBooleanField("estimated", request.usage().estimated());
        });
    }

    /** The same for a person at a terminal. */
    byte[] accessText() {
        String line = at + " request " + request.id() + " "
                + (request.operation() == null ? "-" : Label.of(request.operation())) + " "
                + printable(shorten(request.modelAsked()))
                + (request.provider() == null ? "" : " by " + request.provider() + "/" + shorten(request.modelUsed()))
                + ": " + request.status() + " " + Label.of(request.outcome())
                + (request.error() == null ? "" : " (" + request.error() + ")") + ", "
                + request.durationNanos() / 1_000_000 + " ms, "
                + request.usage().input() + " + "
                + request.usage().output() + " tokens\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    byte[] accounting() {
        return line(json -> {
            json.writeStringField("id", request.id());
            text(json, "key", request.key());
            if (!request.labels().isEmpty()) {
                json.writeObjectFieldStart("labels");
                for (Map.Entry<String, String> label : new TreeMap<>(request.labels()).entrySet()) {
                    json.writeStringField(label.getKey(), label.getValue());
                }
                json.writeEndObject();
            }
            fields(json);
            json.writeNumberField("inputTokens", request.usage().input());
            json.writeNumberField("cachedInputTokens", request.usage().cachedInput());
            json.writeNumberField("cacheWriteTokens", request.usage().cacheWrite());
            json.writeNumberField("outputTokens", request.usage().output());
            json.writeBooleanField("estimated", request.usage().estimated());
            if (request.cost().isPresent()) {
                json.writeFieldName("cost");
                json.writeNumber(money(request.cost().getAsLong()));
            }
        });
    }

    private byte[] line(Fields fields) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return line.toByteArray();
    }

    /** What the access log and the accounts say in the same words. */
    private void fields(JsonGenerator json) throws IOException {
        text(json, "operation", request.operation() == null ? null : Label.of(request.operation()));
        json.writeBooleanField("stream", request.stream());
        text(json, "model", shorten(request.modelAsked()));
        text(json, "provider", request.provider());
        text(json, "providerModel", shorten(request.modelUsed()));
        json.writeNumberField("attempts", request.attempts());
        json.writeNumberField("status", request.status());
        json.writeStringField("outcome", Label.of(request.outcome()));
        text(json, "error", request.error());
        json.writeNumberField("durationMs", request.durationNanos() / 1_000_000);
        if (request.firstByteNanos() >= 0) {
            json.writeNumberField("firstByteMs", request.firstByteNanos() / 1_000_000);
        }
        json.writeNumberField("bytes", request.bytes());
    }

    /** Writes nothing for what is not known. */
    private static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    private static @Nullable String shorten(@Nullable String model) {
        return model == null || model.length() <= LONGEST_MODEL ? model : model.substring(0, LONGEST_MODEL);
    }

    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    }

    private static String money(long billionths) {
        BigDecimal amount = BigDecimal.valueOf(billionths, 9).stripTrailingZeros();
        return amount.signum() == 0 ? "0" : amount.toPlainString();
    }
}
