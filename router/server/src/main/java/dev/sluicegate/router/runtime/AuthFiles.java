package dev.sluicegate.router.runtime;

import dev.sluicegate.router.auth.Authenticator;
import dev.sluicegate.router.auth.Keyring;
import dev.sluicegate.router.auth.WatchedKeys;
import dev.sluicegate.router.config.Auth;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.Limits;
import dev.sluicegate.router.config.Limits.LimitStore;
import dev.sluicegate.router.config.ReferencedFile.KeysSource;
import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfig.Tracing;
import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.telemetry.OtlpHeaders;
import dev.sluicegate.router.upstream.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets by which the router knows its clients, and those by which its store of limits and its collector of traces know the router.
 *
 * @param masterKey null if the config names none, as the others
 */
public record AuthFiles(
        @Nullable Credential masterKey,
        @Nullable WatchedKeys keys,
        @Nullable Credential storePassword,
        @Nullable Credential sentinelPassword,
        @Nullable Credential traceHeaders) {

    /** Reads those that the config names; adds what is wrong to {@code errors}. Blocks. */
    static AuthFiles read(RouterConfig config, Map<String, String> environment, List<ConfigError> errors) {
        Auth auth = config.auth();
        LimitStore store = config.limits().store();
        LimitStore.Sentinel sentinel = store == null ? null : store.sentinel();
        return new AuthFiles(
                auth.mode() == Auth.Mode.NONE
                        ? null
                        : credential("auth.masterKey", auth.masterKey(), environment, errors),
                auth.mode() == Auth.Mode.KEYS ? keys(config, errors) : null,
                store == null ? null : credential("limits.store.password", store.password(), environment, errors),
                sentinel == null
                        ? null
                        : credential("limits.store.sentinel.password", sentinel.password(), environment, errors),
                config.tracing() == null ? null : traceHeaders(config.tracing(), environment, errors));
    }

    private static @Nullable Credential traceHeaders(
            Tracing tracing, Map<String, String> environment, List<ConfigError> errors) {
        return credential("tracing.headers", tracing.headers(), environment, OtlpHeaders::parse, errors);
    }

    /**
     * Reads one secret; adds what is wrong to {@code errors}. Blocks.
     *
     * @param path the field that names the file or variable
     * @param source null if the config names none
     */
    static @Nullable Credential credential(
            String path, @Nullable SecretSource source, Map<String, String> environment, List<ConfigError> errors) {
        return credential(path, source, environment, Credential.Rule.NONE, errors);
    }

    private static @Nullable Credential credential(
            String path,
            @Nullable SecretSource source,
            Map<String, String> environment,
            Credential.Rule rule,
            List<ConfigError> errors) {
        if (source == null) {
            return null;
        }
        try {
            String variable = source.env();
            return variable == null
                    ? Credential.read(Path.of(Objects.requireNonNullElse(source.file(), "")), rule)
                    : Credential.ofVariable(variable, environment.get(variable), rule);
        } catch (IOException e) {
            errors.add(new ConfigError(path, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static @Nullable WatchedKeys keys(RouterConfig config, List<ConfigError> errors) {
        boolean forgetful = config.limits().store() == null;
        KeysSource listed = config.auth().keys();
        Auth.RouterKeysSource made = config.auth().routerKeys();
        return switch (WatchedKeys.open(
                listed == null ? null : Path.of(listed.file()),
                made == null ? null : Path.of(made.file()),
                keys -> Keyring.of(keys, config.models(), defaults(config), forgetful))) {
            case WatchedKeys.Opening.Opened(WatchedKeys keys) -> keys;
            case WatchedKeys.Opening.Refused(List<ConfigError> problems) -> {
                problems.forEach(problem -> errors.add(new ConfigError("auth.keys", problem.message())));
                yield null;
            }
        };
    }

    private static Allowance defaults(RouterConfig config) {
        Limits limits = config.limits();
        return new Allowance(limits.requestsPerMinute(), limits.tokensPerMinute(), limits.maxConcurrent(), null);
    }

    Authenticator authenticator(RouterConfig config) {
        return switch (config.auth().mode()) {
            case NONE -> Authenticator.open(defaults(config));
            case MASTER_KEY, KEYS ->
                Authenticator.byKey(
                        masterKey == null ? null : masterKey::value, keys, defaults(config), InstantSource.system());
        };
    }

    /** What somebody should look at, as sentences. */
    public List<String> warnings() {
        return keys == null ? List.of() : keys.warnings(Instant.now());
    }

    /** For the diagnostics; the hash tells routers with different keys apart. Nothing in it is secret. */
    public Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        if (keys != null) {
            report.put("keys", keys.ring().size());
            report.put("hash", keys.ring().hash());
            report.put("warnings", warnings());
            if (keys.problem() != null) {
                report.put("problem", keys.problem());
            }
        }
        return report;
    }

    /** The ids of the keys in force that are made of RouterKeys. */
    public Set<String> routerKeys() {
        return keys == null ? Set.of() : keys.made();
    }

    private List<Credential> credentials() {
        return Stream.of(masterKey, storePassword, sentinelPassword, traceHeaders)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** Reads them again if they have changed. Blocks. */
    void refresh() {
        credentials().forEach(Credential::refresh);
        if (keys != null) {
            keys.refresh();
        }
    }

    /** Names each with its content that is in force. */
    void inForce(BiConsumer<Path, byte[]> to) {
        credentials().forEach(it -> it.inForce(to));
        if (keys != null) {
            keys.inForce(to);
        }
    }

    /** Names each that cannot be used with its content as it was read last. */
    void refused(BiConsumer<Path, byte[]> to) {
        credentials().forEach(it -> it.refused(to));
        if (keys != null) {
            keys.refused(to);
        }
    }

    /** The reasons why files as they are now are not in force, as sentences. */
    List<String> problems() {
        return Stream.concat(
                        Stream.ofNullable(keys == null ? null : keys.problem()),
                        credentials().stream().flatMap(it -> Stream.ofNullable(it.problem())))
                .toList();
    }
}
