package dev.sluicegate.operator.model;

import dev.sluicegate.operator.api.PodSettings;
import dev.sluicegate.operator.api.RolloutSpec;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.operator.api.RouterGatewaySpec.ImagePullPolicy;
import dev.sluicegate.operator.api.ServiceSettings;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.DurationText;
import dev.sluicegate.router.config.RouterConfig;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parses a spec once, strictly. Pure. Says every error that it can find, for what the CRD's own rules could not see or were too old to know. */
public final class GatewayReader {
    private static final RolloutSpec NO_ROLLOUT = new RolloutSpec(null, null, null, null, null);
    private static final ServiceSettings NO_SERVICE = new ServiceSettings(null, null, null, null);
    private static final PodSettings NO_POD = new PodSettings(null, null, null, null, null, null, null, null, null);

    private final List<String> errors = new ArrayList<>();

    private GatewayReader() {}

    public static GatewayReading read(@Nullable RouterGatewaySpec spec) {
        if (spec == null) {
            return new GatewayReading.Invalid(
                    new Refusal("InvalidSpec", "there is no spec; write at least spec.providers and spec.models"));
        }
        return new GatewayReader().parse(spec);
    }

    /** The number of pods that a spec asks for, whatever else is wrong with it; empty if that is wrong too. */
    public static Optional<Integer> replicas(@Nullable RouterGatewaySpec spec) {
        int replicas = spec == null ? 1 : orElse(spec.replicas(), 1);
        return replicas < 0 ? Optional.empty() : Optional.of(replicas);
    }

    private GatewayReading parse(RouterGatewaySpec spec) {
        ConfigReading reading = RouterConfigMaker.read(spec);
        Optional<Integer> replicas = replicas(spec);
        if (replicas.isEmpty()) {
            errors.add("spec.replicas: must be 0 or more");
        }
        Gateway.RolloutSettings rollout = rollout(orElse(spec.rollout(), NO_ROLLOUT));
        Duration drainTimeout = duration(
                "spec.drain.timeout", spec.drain() == null ? null : spec.drain().timeout(), Duration.ofMinutes(30));
        Gateway.ServiceWish service = service(orElse(spec.service(), NO_SERVICE));
        return switch (reading) {
            case ConfigReading.Invalid invalid -> {
                invalid.errors().forEach(error -> errors.addFirst("spec." + Warnings.inSpecWords(error.toString())));
                yield refused();
            }
            case ConfigReading.Valid valid -> {
                checkTimeout(drainTimeout, valid.config().drain());
                yield errors.isEmpty()
                        ? new GatewayReading.Valid(
                                new Gateway(
                                        replicas.orElseThrow(),
                                        rolling(spec, valid.config()),
                                        rollout,
                                        drainTimeout,
                                        service,
                                        orElse(spec.revisionHistoryLimit(), 5)),
                                Warnings.of(replicas.orElseThrow(), valid.config()))
                        : refused();
            }
        };
    }

    private GatewayReading refused() {
        return new GatewayReading.Invalid(new Refusal("InvalidSpec", String.join("; ", errors)));
    }

    private void checkTimeout(Duration timeout, RouterConfig.Drain drain) {
        if (!timeout.isZero() && timeout.compareTo(drain.settle()) < 0) {
            errors.add("spec.drain.timeout: must not be shorter than settle (" + DurationText.format(drain.settle())
                    + "); lengthen it, or write 0s for no limit");
        }
    }

    private static Gateway.Rolling rolling(RouterGatewaySpec spec, RouterConfig config) {
        RolloutSpec.Restart restart =
                spec.rollout() == null ? null : spec.rollout().restart();
        return new Gateway.Rolling(
                Optional.ofNullable(spec.image()),
                orElse(spec.imagePullPolicy(), ImagePullPolicy.IfNotPresent),
                config,
                MountedFiles.of(spec),
                orElse(spec.pod(), NO_POD),
                restart == null ? "" : orElse(restart.token(), ""));
    }

    private Gateway.RolloutSettings rollout(RolloutSpec spec) {
        return new Gateway.RolloutSettings(
                share("spec.rollout.maxSurge", spec.maxSurge(), new IntOrPercent(25, true)),
                share("spec.rollout.maxDraining", spec.maxDraining(), new IntOrPercent(100, true)),
                duration("spec.rollout.progressDeadline", spec.progressDeadline(), Duration.ofMinutes(10)),
                orElse(spec.paused(), false));
    }

    private static Gateway.ServiceWish service(ServiceSettings spec) {
        return new Gateway.ServiceWish(
                orElse(spec.type(), ServiceSettings.Type.ClusterIP),
                orElse(spec.port(), 80),
                Optional.ofNullable(spec.nodePort()),
                orElse(spec.annotations(), Map.<String, String>of()));
    }

    private IntOrPercent share(String path, @Nullable IntOrString value, IntOrPercent absent) {
        return value == null ? absent : parse(path, value, IntOrPercent::parse, absent);
    }

    private Duration duration(String path, @Nullable String value, Duration absent) {
        return value == null ? absent : parse(path, value, DurationText::parse, absent);
    }

    private <A, B> B parse(String path, A value, Function<A, B> parser, B onError) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            errors.add(path + ": " + e.getMessage());
            return onError;
        }
    }

    private static <T> T orElse(@Nullable T value, T absent) {
        return Objects.requireNonNullElse(value, absent);
    }
}
