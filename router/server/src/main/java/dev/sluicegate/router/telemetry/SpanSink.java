package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.config.RouterConfig.Tracing;
import dev.sluicegate.router.config.RouterConfig.Tracing.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A collector of spans, which it takes by OTLP over HTTP in its JSON encoding. Written by hand because the SDK's exporter would bring
 * OkHttp and Kotlin along.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class SpanSink implements RecordSink {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final Compression compression;
    private final Supplier<String> headers;
    private final String version;
    private @Nullable HttpClient client;

    /**
     * @param headers as {@link OtlpHeaders} reads them
     * @param version of the router
     */
    SpanSink(Tracing config, Supplier<String> headers, String version) {
        this.endpoint = config.endpoint();
        this.compression = config.compression();
        this.headers = headers;
        this.version = version;
    }

    @Override
    public void write(Deque<byte[]> spans) throws IOException, InterruptedException {
        if (client == null) {
            // on the writer's thread, because it takes longer than a request
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
        }
        int status = client.send(request(body(spans)), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status == 429 || status == 502 || status == 503 || status == 504) {
            throw new IOException(endpoint + " answers with status " + status);
        } else if (status >= 300) {
            throw new Refused(endpoint + " answers with status " + status);
        }
        spans.clear();
    }

    private HttpRequest request(byte[] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).header("content-type", "application/json");
        OtlpHeaders.parse(headers.get()).forEach(request::header);
        return switch (compression) {
            case NONE ->
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
            case GZIP ->
                request.header("content-encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(body)))
                        .build();
        };
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private byte[] body(Deque<byte[]> spans) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("resourceSpans");
            json.writeStartObject();
            json.writeObjectFieldStart("resource");
            attributes(json, Map.of("service.name", "sluicegate-router", "service.version", version));
            json.writeEndObject();
            json.writeArrayFieldStart("scopeSpans");
            json.writeStartObject();
            json.writeObjectFieldStart("scope");
            json.writeStringField("name", "dev.sluicegate.router");
            json.writeEndObject();
            json.writeArrayFieldStart("spans");
            for (byte[] span : spans) {
                json.writeRawValue(new String(span, UTF_8));
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static byte[] encode(Span span) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            span(json, span);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    private static void span(JsonGenerator json, Span span) throws IOException {
        json.writeStartObject();
        json.writeStringField("traceId", span.traceId());
        json.writeStringField("spanId", span.spanId());
        if (span.parent() != null) {
            json.writeStringField("parentSpanId", span.parent());
        }
        json.writeStringField("name", span.name());
        json.writeNumberField("kind", span.kind());
        json.writeStringField("startTimeUnixNano", Long.toString(span.startNanos()));
        json.writeStringField("endTimeUnixNano", Long.toString(span.endNanos()));
        attributes(json, span.attributes());
        if (span.error() != null) {
            json.writeObjectFieldStart("status");
            json.writeNumberField("code", 2);
            json.writeStringField("message", span.error());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void attributes(JsonGenerator json, Map<String, ?> attributes) throws IOException {
        json.writeArrayFieldStart("attributes");
        for (Map.Entry<String, ?> attribute : attributes.entrySet()) {
            json.writeStartObject();
            json.writeStringField("key", attribute.getKey());
            json.writeObjectFieldStart("value");
            switch (attribute.getValue()) {
                case Boolean truth -> json.writeBooleanField("boolValue", truth);
                // 64 bits are text in protobuf's JSON
                case Number number -> json.writeStringField("intValue", number.toString());
                case Object text -> json.writeStringField("stringValue", text.toString());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
