package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.RequestRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the access log and the accounts say of a request in the same words. Never a key or a prompt. */
public final class RequestRecordFields {
    /** A client may write anything for the model's name. */
    private static final int LONGEST_MODEL = 128;

    private RequestRecordFields() {}

    /** From {@code operation} to {@code bytes}. */
    public static void write(JsonGenerator json, RequestRecord ended) throws IOException {
        text(json, "operation", ended.operation() == null ? null : Label.of(ended.operation()));
        json.writeBooleanField("stream", ended.stream());
        text(json, "model", shorten(ended.modelAsked()));
        text(json, "provider", ended.provider());
        text(json, "providerModel", shorten(ended.modelUsed()));
        json.writeNumberField("attempts", ended.attempts());
        json.writeNumberField("status", ended.status());
        json.writeStringField("outcome", Label.of(ended.outcome()));
        text(json, "error", ended.error());
        json.writeNumberField("durationMs", ended.durationNanos() / 1_000_000);
        if (ended.firstByteNanos() >= 0) {
            json.writeNumberField("firstByteMs", ended.firstByteNanos() / 1_000_000);
        }
        json.writeNumberField("bytes", ended.bytes());
    }

    /** Writes nothing for what is not known. */
    public static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    public static @Nullable String shorten(@Nullable String model) {
        return model == null || model.length() <= LONGEST_MODEL ? model : model.substring(0, LONGEST_MODEL);
    }
}
