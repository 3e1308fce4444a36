package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.RequestRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One request in the accounts, as a line of JSON; {@code docs/accounting.md} describes its fields. Never has a key or a prompt in it. */
final class AccountingRecord {
    private static final JsonFactory JSON = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private AccountingRecord() {}

    /**
     * Writes the line.
     *
     * @param at when the request ended
     */
    static void write(RequestRecord ended, Instant at, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            json.writeStringField("id", ended.id());
            RequestRecordFields.text(json, "key", ended.key());
            if (!ended.labels().isEmpty()) {
                json.writeObjectFieldStart("labels");
                for (Map.Entry<String, String> label : new TreeMap<>(ended.labels()).entrySet()) {
                    json.writeStringField(label.getKey(), label.getValue());
                }
                json.writeEndObject();
            }
            RequestRecordFields.write(json, ended);
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
}
