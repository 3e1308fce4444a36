package dev.sluicegate.router.account;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request in the accounts, as a line of JSON; {@code docs/accounting.md} describes its fields. Never has a key or a prompt in it. */
final class AccountingRecord {
    private static final JsonFactory JSON = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    /** A client may write anything for the model's name. */
    private static final int LONGEST_MODEL = 128;

    private AccountingRecord() {}

    /**
     * Writes the line.
     *
     * @param at when the request ended
     */
    static void write(Ended ended, Instant at, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            json.writeStringField("id", ended.id());
            text(json, "key", ended.key());
            if (!ended.labels().isEmpty()) {
                json.writeObjectFieldStart("labels");
                for (Map.Entry<String, String> label : new TreeMap<>(ended.labels()).entrySet()) {
                    json.writeStringField(label.getKey(), label.getValue());
                }
                json.writeEndObject();
            }
            text(json, "operation", ended.operation() == null ? null : word(ended.operation()));
            json.writeBooleanField("stream", ended.stream());
            text(json, "model", shorten(ended.modelAsked()));
            text(json, "provider", ended.provider());
            text(json, "providerModel", ended.modelUsed() == null ? null : shorten(ended.modelUsed()));
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
            json.writeNumberField("cachedInputTokens", ended.usage().cachedInput());
            json.writeNumberField("cacheWriteTokens", ended.usage().cacheWrite());
            json.writeNumberField("outputTokens", ended.usage().output());
            json.writeBooleanField("estimated", ended.usage().estimated());
            if (ended.cost().isPresent()) {
                json.writeFieldName("cost");
                json.writeNumber(money(ended.cost().getAsLong()));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static String money(long billionths) {
        BigDecimal amount = BigDecimal.valueOf(billionths, 9).stripTrailingZeros();
        return amount.signum() == 0 ? "0" : amount.toPlainString();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String shorten(String model) {
        return model.length() <= LONGEST_MODEL ? model : model.substring(0, LONGEST_MODEL);
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
