package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.config.Model;
import dev.sluicegate.router.provider.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests as metrics, by what was asked and who served it. Labels are words of the config or of the router, never of a client, so
 * there are only so many. Safe for any thread.
 */
public final class RequestMetrics implements Consumer<RequestRecord> {
    /** A client may write anything for a field's name. */
    private static final Set<String> KNOWN_FIELDS = Set.of(
            "frequency_penalty",
            "include",
            "logit_bias",
            "max_tool_calls",
            "metadata",
            "name",
            "prompt_cache_key",
            "cache_control",
            "presence_penalty",
            "reasoning",
            "context",
            "reasoning_effort",
            "seed",
            "service_tier",
            "stop",
            "store",
            "strict",
            "temperature",
            "tool_search",
            "top_k",
            "top_p",
            "truncation",
            "verbosity",
            "web_search");

    private final MeterRegistry registry;
    private final Map<Subject, Meters> meters = new ConcurrentHashMap<>();
    private final Map<Count, Counter> counts = new ConcurrentHashMap<>();
    private volatile Map<String, String> models = Map.of();

    private record Subject(String operation, String provider, String model) {}

    private record Count(Subject subject, Outcome outcome, int status, String error) {}

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** From now on requests are counted under the names that these models have; an alias is counted as its model. */
    public void know(List<Model> known) {
        Map<String, String> names = new HashMap<>();
        for (Model model : known) {
            names.put(model.name(), model.name());
            model.aliases().forEach(alias -> names.put(alias, model.name()));
        }
        models = Map.copyOf(names);
    }

    @Override
    public void accept(RequestRecord ended) {
        Operation operation = ended.operation();
        if (operation == null) {
            return;
        }
        Subject subject = new Subject(
                Label.of(operation), orNone(ended.provider()), models.getOrDefault(ended.modelAsked(), "none"));
        counts.computeIfAbsent(
                        new Count(subject, ended.outcome(), ended.status() / 100, orNone(ended.error())), this::counter)
                .increment();
        Meters known = meters.computeIfAbsent(subject, Meters::new);
        known.duration.record(ended.durationNanos(), TimeUnit.NANOSECONDS);
        if (ended.stream() && ended.firstByteNanos() >= 0 && ended.status() == 200) {
            known.firstByte.record(ended.firstByteNanos(), TimeUnit.NANOSECONDS);
            known.outputToken(ended);
        }
        known.count(ended.usage());
        ended.dropped().forEach(known::dropped);
        if (ended.cost().isPresent()) {
            known.cost.increment(ended.cost().getAsLong() / 1e9);
        }
    }

    private static String orNone(@Nullable String value) {
        return value == null ? "none" : value;
    }

    private Counter counter(Count count) {
        return Metric.OPERATIONS.counter(
                registry,
                count.subject.operation,
                count.subject.provider,
                count.subject.model,
                Label.of(count.outcome),
                count.status == 0 ? "none" : count.status + "xx",
                count.error);
    }

    /** One subject's. Those that most never use are made when they are. */
    private final class Meters {
        private final Subject subject;
        private final Timer duration;
        private final Timer firstByte;
        private final Timer outputToken;
        private final Counter cost;
        private final Map<String, Counter> tokens = new ConcurrentHashMap<>();
        private final Map<String, Counter> dropped = new ConcurrentHashMap<>();

        Meters(Subject subject) {
            this.subject = subject;
            this.duration =
                    Metric.OPERATION_DURATION.timer(registry, subject.operation, subject.provider, subject.model);
            this.firstByte =
                    Metric.OPERATION_FIRST_BYTE.timer(registry, subject.operation, subject.provider, subject.model);
            this.outputToken =
                    Metric.OPERATION_OUTPUT_TOKEN.timer(registry, subject.operation, subject.provider, subject.model);
            this.cost = Metric.COST.counter(registry, subject.operation, subject.provider, subject.model);
        }

        void count(Usage usage) {
            count("input", usage.input() - usage.cachedInput() - usage.cacheWrite(), usage.estimated());
            count("cached_input", usage.cachedInput(), usage.estimated());
            count("cache_write", usage.cacheWrite(), usage.estimated());
            count("output", usage.output(), usage.estimated());
        }

        /** A stream that was cut has not told how many tokens it had. */
        void outputToken(RequestRecord stream) {
            long steps = stream.usage().output() - 1;
            if (steps > 0 && !stream.usage().estimated() && stream.outcome() == Outcome.COMPLETED) {
                outputToken.record((stream.durationNanos() - stream.firstByteNanos()) / steps, TimeUnit.NANOSECONDS);
            }
        }

        void dropped(String path) {
            String name = path.substring(path.lastIndexOf('.') + 1);
            String field = KNOWN_FIELDS.contains(name) ? name : "other";
            dropped.computeIfAbsent(
                            field,
                            _ -> Metric.DROPPED_FIELDS.counter(
                                    registry, subject.operation, subject.provider, subject.model, field))
                    .increment();
        }

        private void count(String type, long number, boolean estimated) {
            if (number > 0) {
                tokens.computeIfAbsent(
                                estimated ? type + "~" : type,
                                _ -> Metric.TOKENS.counter(
                                        registry,
                                        subject.operation,
                                        subject.provider,
                                        subject.model,
                                        type,
                                        Boolean.toString(estimated)))
                        .increment((double) number);
            }
        }
    }
}
