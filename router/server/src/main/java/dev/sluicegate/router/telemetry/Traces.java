package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.account.Trace;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.config.RouterConfig.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tracer: it makes a span of each sampled request, and one of each attempt at a provider below it, with the names of OpenTelemetry's GenAI
 * conventions. A client's own decision about sampling holds. Safe for any thread; only {@link #close} blocks.
 */
public final class Traces implements Trace.Tracer, AutoCloseable {
    private static final BackgroundWriter.Settings SETTINGS = new BackgroundWriter.Settings(
            RecordCounts.Kind.TRACES,
            "spans",
            "they are dropped until they can be",
            10_000,
            2,
            Duration.ofSeconds(1),
            true,
            Duration.ofSeconds(2));

    private final Tracing config;
    private final BackgroundWriter<Span> export;

    /**
     * @param headers for the collector, as {@link OtlpHeaders} reads them; asked before each sending
     * @param version of the router
     */
    public Traces(Tracing config, Supplier<String> headers, String version, RecordCounts counts) {
        this.config = config;
        this.export =
                new BackgroundWriter<>(SETTINGS, SpanSink::encode, new SpanSink(config, headers, version), counts);
    }

    public Tracing config() {
        return config;
    }

    @Override
    public @Nullable Trace begin(String requestId, UnaryOperator<@Nullable String> headers) {
        TraceParent parent = TraceParent.read(headers.apply("traceparent"));
        if (parent == null) {
            parent = TraceParent.begin(ThreadLocalRandom.current().nextDouble() < config.sampleRatio());
        }
        return parent.sampled() ? new OfRequest(requestId, parent) : null;
    }

    @Override
    public void close() {
        export.close();
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private final class OfRequest implements Trace {
        private final String requestId;
        private final TraceParent parent;
        private final String spanId = TraceParent.newSpanId();
        private final long startedAt = now();

        OfRequest(String requestId, TraceParent parent) {
            this.requestId = requestId;
            this.parent = parent;
        }

        @Override
        public AttemptSpan attempt(String provider, String model) {
            return new OfAttempt(provider, model);
        }

        @Override
        public void end(RequestRecord ended) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("sluicegate.request.id", requestId);
            put(attributes, "sluicegate.key.id", ended.key());
            attributes.put("sluicegate.outcome", Label.of(ended.outcome()));
            attributes.put("sluicegate.attempts", (long) ended.attempts());
            attributes.put("http.response.status_code", (long) ended.status());
            String operation = ended.operation() == null ? null : operation(Label.of(ended.operation()));
            put(attributes, "gen_ai.operation.name", operation);
            put(attributes, "gen_ai.request.model", ended.modelAsked());
            put(attributes, "gen_ai.provider.name", ended.provider());
            put(attributes, "gen_ai.response.model", ended.modelUsed());
            attributes.put("gen_ai.request.stream", ended.stream());
            put(attributes, ended.usage());
            String error = error(ended);
            put(attributes, "error.type", error);
            String name = operation == null ? "request" : (operation + " " + ended.modelAsked()).strip();
            export.add(new Span(
                    parent.traceId(),
                    spanId,
                    parent.spanId(),
                    name,
                    Span.SERVER,
                    startedAt,
                    startedAt + ended.durationNanos(),
                    attributes,
                    error));
        }

        private final class OfAttempt implements AttemptSpan {
            private final String provider;
            private final String model;
            private final String spanId = TraceParent.newSpanId();
            private final long startedAt = now();
            private boolean over;

            OfAttempt(String provider, String model) {
                this.provider = provider;
                this.model = model;
            }

            @Override
            public String traceparent() {
                return TraceParent.write(parent.traceId(), spanId);
            }

            @Override
            public void end(@Nullable String error) {
                if (over) {
                    return;
                }
                over = true;
                Map<String, Object> attributes = new LinkedHashMap<>();
                attributes.put("gen_ai.provider.name", provider);
                attributes.put("gen_ai.request.model", model);
                put(attributes, "error.type", error);
                export.add(new Span(
                        parent.traceId(),
                        spanId,
                        OfRequest.this.spanId,
                        "attempt " + provider,
                        Span.CLIENT,
                        startedAt,
                        now(),
                        attributes,
                        error));
            }
        }
    }

    /** The conventions know one word for conversations, whatever the protocol. */
    private static String operation(String word) {
        return switch (word) {
            case "chat", "messages", "responses" -> "chat";
            case "completions" -> "text_completion";
            default -> word;
        };
    }

    private static @Nullable String error(RequestRecord ended) {
        if (ended.error() != null) {
            return ended.error();
        }
        if (ended.outcome() != Outcome.COMPLETED) {
            return Label.of(ended.outcome());
        }
        return ended.status() >= 500 ? Integer.toString(ended.status()) : null;
    }

    /** A cache or a thought that nobody speaks of has no attribute. */
    private static void put(Map<String, Object> attributes, Usage usage) {
        attributes.put("gen_ai.usage.input_tokens", usage.input());
        attributes.put("gen_ai.usage.output_tokens", usage.output());
        put(attributes, "gen_ai.usage.cache_read.input_tokens", usage.cachedInput());
        put(attributes, "gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite());
        put(attributes, "gen_ai.usage.reasoning.output_tokens", usage.reasoning());
    }

    private static void put(Map<String, Object> attributes, String name, long tokens) {
        if (tokens > 0) {
            attributes.put(name, tokens);
        }
    }

    private static void put(Map<String, Object> attributes, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
