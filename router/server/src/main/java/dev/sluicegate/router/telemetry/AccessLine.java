package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.RequestRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One request in the access log; {@code docs/observability.md} describes its fields. Never has a key or a prompt in it. */
final class AccessLine {
    private static final JsonFactory JSON = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private AccessLine() {}

    /** @param at when the request ended */
    static void json(RequestRecord ended, Instant at, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            json.writeStringField("message", "request");
            json.writeStringField("logger_name", "access");
            json.writeStringField("level", "INFO");
            json.writeStringField("request", ended.id());
            RequestRecordFields.text(json, "key", ended.key());
            RequestRecordFields.write(json, ended);
            json.writeNumberField("inputTokens", ended.usage().input());
            json.writeNumberField("outputTokens", ended.usage().output());
            json.writeBooleanField("estimated", ended.usage().estimated());
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    /** The same for a person at a terminal. */
    static void text(RequestRecord ended, Instant at, OutputStream out) throws IOException {
        String line = at + " request " + ended.id() + " "
                + (ended.operation() == null ? "-" : Label.of(ended.operation())) + " "
                + printable(RequestRecordFields.shorten(ended.modelAsked()))
                + (ended.provider() == null
                        ? ""
                        : " by " + ended.provider() + "/" + RequestRecordFields.shorten(ended.modelUsed()))
                + ": " + ended.status() + " " + Label.of(ended.outcome())
                + (ended.error() == null ? "" : " (" + ended.error() + ")") + ", "
                + ended.durationNanos() / 1_000_000 + " ms, " + ended.usage().input() + " + "
                + ended.usage().output() + " tokens\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    }
}
