package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to a collector, by OTLP over HTTP in its JSON encoding, from a thread of its own. What cannot be delivered is tried a few
 * times, and then dropped and counted. Written by hand because the SDK's exporter would bring OkHttp and Kotlin along.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class SpanExport implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpanExport.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_WAITING = 10_000;
    private static final int BATCH = 512;
    private static final int TRIES = 3;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAST_CHANCE = Duration.ofSeconds(2);

    private final URI endpoint;
    private final String version;
    private final BlockingQueue<Span> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread sender;
    private volatile boolean closing;
    private boolean failing;

    SpanExport(URI endpoint, String version) {
        this.endpoint = endpoint;
        this.version = version;
        this.sender = Thread.ofPlatform().daemon().name("traces").start(this::run);
    }

    void add(Span span) {
        if (!waiting.offer(span)) {
            dropped.increment();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    private void run() {
        List<Span> batch = new ArrayList<>(BATCH);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build()) {
            while (!closing || !waiting.isEmpty()) {
                Span first = waiting.poll(500, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    deliver(client, batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            dropped.add(batch.size() + (long) waiting.size());
        }
    }

    private void deliver(HttpClient client, List<Span> batch) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(batch)))
                .build();
        String problem = "";
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                Thread.sleep(FIRST_PAUSE_MILLIS << i);
            }
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status < 300) {
                    failing = false;
                    return;
                }
                problem = "status " + status;
                if (status != 429 && status != 502 && status != 503 && status != 504) {
                    break;
                }
            } catch (IOException e) {
                problem = e.toString();
            }
        }
        dropped.add(batch.size());
        if (!failing) {
            failing = true;
            log.atWarn()
                    .addKeyValue("endpoint", endpoint.toString())
                    .log("traces cannot be delivered ({}); they are dropped until they can", problem);
        }
    }

    private byte[] body(List<Span> spans) {
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
            for (Span span : spans) {
                span(json, span);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
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

    @Override
    public void close() {
        closing = true;
        try {
            if (!sender.join(LAST_CHANCE)) {
                sender.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
