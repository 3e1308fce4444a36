package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.PodSettings;
import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.router.config.BlockReader;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.ReferencedFile.KeysSource;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.config.gateway.GatewaySpec;
import dev.sluicegate.router.config.gateway.SecretReference;
import dev.sluicegate.router.config.schema.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parser of a spec, which is read once and strictly. Pure. Says every error that it can find, for what the CRD's own rules could not see or were too old to
 * know. What is about requests is judged by the router's own reader: its rules, its defaults and its sentences hold.
 */
public final class GatewayReader {
    private GatewayReader() {}

    public static GatewayReading read(@Nullable JsonNode spec) {
        if (!(spec instanceof ObjectNode object)) {
            return new GatewayReading.Invalid(
                    new Refusal(Reason.InvalidSpec, "there is no spec; write at least spec.providers and spec.models"));
        }
        BlockReader reader = BlockReader.ofGateway((path, type) -> foreign(object.path(path), path, type));
        RouterGatewaySpec typed = reader.read(bytes(object), RouterGatewaySpec.class);
        if (typed == null || !reader.errors().isEmpty()) {
            return refused(reader.errors());
        }
        return switch (config(object)) {
            case ConfigReading.Invalid(List<ConfigError> errors, var _) -> refused(errors);
            case ConfigReading.Valid(RouterConfig config, String _, List<String> _) ->
                new GatewayReading.Valid(gateway(typed, object, config), Warnings.of(typed.replicas(), config));
        };
    }

    /** The number of pods that a spec asks for, whatever else is wrong with it; empty if that is wrong too. */
    public static Optional<Integer> replicas(@Nullable JsonNode spec) {
        JsonNode replicas = spec == null ? null : spec.get("replicas");
        if (replicas == null || replicas.isNull()) {
            return Optional.of(1);
        }
        return replicas.isIntegralNumber() && replicas.canConvertToInt() && replicas.intValue() >= 0
                ? Optional.of(replicas.intValue())
                : Optional.empty();
    }

    /** The router's config, which names the files that the spec's references are mounted as. */
    private static ConfigReading config(ObjectNode spec) {
        ObjectNode config = GatewaySpec.config(spec, SecretReference.Found::file);
        if (config.path("auth") instanceof ObjectNode auth
                && spec.path("auth").path("routerKeys").isObject()) {
            auth.putObject("routerKeys").put("file", MountedFile.ROUTER_KEYS + "/" + KeysSource.DEFAULT_KEY);
        }
        config.putObject("admin").putObject("token").put("file", MountedFile.ADMIN + "/" + MountedFile.ADMIN_TOKEN);
        return RouterConfigReader.read(bytes(config));
    }

    private static Gateway gateway(RouterGatewaySpec spec, JsonNode raw, RouterConfig config) {
        Gateway.Rolling rolling = new Gateway.Rolling(
                Optional.ofNullable(spec.image()),
                spec.imagePullPolicy(),
                config,
                MountedFile.of(raw),
                Objects.requireNonNullElse(spec.pod(), PodSettings.NONE),
                RestartTokens.of(spec.rollout().restart().token(), null));
        return new Gateway(
                spec.replicas(),
                rolling,
                spec.rollout(),
                RequestedRestart.NONE,
                spec.drain().timeout(),
                spec.drain().eviction(),
                spec.watchdog(),
                spec.service(),
                spec.revisionHistoryLimit());
    }

    private static Object foreign(JsonNode value, String path, Class<?> type) {
        try {
            return checked(Accepted.JSON.treeToValue(value, type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "is not what Kubernetes has for " + path + ": " + e.getOriginalMessage(), e);
        }
    }

    private static Object checked(Object block) {
        if (block instanceof Checked checked) {
            List<String> errors = new ArrayList<>();
            checked.check(new Checked.Checks("", (field, error) -> errors.add(field + ": " + error)));
            if (!errors.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", errors));
            }
        }
        return block;
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(UTF_8);
    }

    private static GatewayReading refused(List<ConfigError> errors) {
        return new GatewayReading.Invalid(new Refusal(
                Reason.InvalidSpec,
                errors.stream().map(error -> "spec." + error).collect(Collectors.joining("; "))));
    }

    /** The result of reading a gateway's spec. */
    public sealed interface GatewayReading {
        /** @param warnings one sentence each for what is legal but suspicious */
        record Valid(Gateway gateway, List<String> warnings) implements GatewayReading {
            public Valid {
                warnings = List.copyOf(warnings);
            }
        }

        /** It cannot be used. */
        record Invalid(Refusal refusal) implements GatewayReading {}
    }
}
