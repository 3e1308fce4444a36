package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Headers for a collector, as OpenTelemetry's SDKs take them from {@code OTEL_EXPORTER_OTLP_HEADERS}: {@code name=value}, with commas between several,
 * values percent-encoded.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables">the format</a>
 */
public final class OtlpHeaders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** The exporter's own, or the connection's. */
    private static final Set<String> TAKEN = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    private OtlpHeaders() {}

    /**
     * Reads them.
     *
     * @param text empty for none
     * @throws IOException with a sentence, which has no value in it
     */
    public static Map<String, String> parse(String text) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            if (!pair.isBlank()) {
                int equals = pair.indexOf('=');
                String name = pair.substring(0, Math.max(equals, 0)).strip().toLowerCase(Locale.ROOT);
                if (!NAME.matcher(name).matches()) {
                    throw new IOException(
                            "the headers for the collector must be name=value, with commas between several, as in api-key=abc");
                }
                if (TAKEN.contains(name)) {
                    throw new IOException("the header " + name + " for the collector is the router's own");
                }
                headers.put(name, value(name, pair.substring(equals + 1).strip()));
            }
        }
        return headers;
    }

    private static String value(String name, String encoded) throws IOException {
        String value;
        try {
            // a plus is a plus here, and not a space as in forms
            value = URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the value of the header " + name
                            + " for the collector has a % that begins no character; write %25 for a %",
                    e);
        }
        if (value.isEmpty() || value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new IOException("the value of the header " + name + " for the collector must be printable ASCII");
        }
        return value;
    }
}
