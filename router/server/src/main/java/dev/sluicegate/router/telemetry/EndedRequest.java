package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.telemetry.RecordField.Lines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request as a line of the access log, for machines or people, and as a line of the accounts; {@link RecordField} has what
 * stands in them. Never has a key or a prompt in it.
 *
 * @param at when the request ended
 */
record EndedRequest(RequestRecord request, Instant at) {
    private static final JsonFactory JSON = new JsonFactory();

    byte[] accessJson() {
        return line(Lines.ACCESS);
    }

    /** The same for a person at a terminal. */
    byte[] accessText() {
        String line = at + " request " + request.id() + " "
                + (request.operation() == null ? "-" : Label.of(request.operation())) + " "
                + printable(RecordField.shorten(request.modelAsked()))
                + (request.provider() == null
                        ? ""
                        : " by " + request.provider() + "/" + RecordField.shorten(request.modelUsed()))
                + ": " + request.status() + " " + Label.of(request.outcome())
                + (request.error() == null ? "" : " (" + request.error() + ")") + ", "
                + request.durationNanos() / 1_000_000 + " ms, "
                + request.usage().input() + " + "
                + request.usage().output() + " tokens\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    byte[] accounting() {
        return line(Lines.ACCOUNTS);
    }

    private byte[] line(Lines which) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            if (which == Lines.ACCESS) {
                json.writeStringField("message", "request");
                json.writeStringField("logger_name", "access");
                json.writeStringField("level", "INFO");
            }
            for (RecordField field : RecordField.values()) {
                if (field.isIn(which)) {
                    field.write(json, request);
                }
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return line.toByteArray();
    }

    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    }
}
