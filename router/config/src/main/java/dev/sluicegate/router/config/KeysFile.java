package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients may use, as a file of their own because it is a secret. Holds no key, only the keys' hashes. Immutable.
 *
 * @param keys each with an id and a hash of its own
 */
public record KeysFile(
        @Description("Keys that clients may use.") List<Key> keys) implements Checked {
    /** Whoever has the master key, and all clients where none needs a key. */
    private static final Set<String> RESERVED = Set.of("master", "everybody");

    public KeysFile {
        keys = List.copyOf(keys);
    }

    /**
     * Reads a file of keys strictly, YAML or JSON. Errors name the key's id and never repeat a value: whoever has put a key at the wrong
     * place must not find it in a log.
     */
    public static KeysReading read(byte[] bytes) {
        BlockReader reader = BlockReader.ofSecrets();
        KeysFile file = reader.read(bytes, KeysFile.class);
        return file == null || !reader.errors().isEmpty()
                ? new KeysReading.Invalid(reader.errors())
                : new KeysReading.Valid(file);
    }

    /** The result of reading a file of keys. */
    public sealed interface KeysReading {
        record Valid(KeysFile file) implements KeysReading {}

        /** @param errors at least one; none of them repeats a key, or anything that could be one */
        record Invalid(List<ConfigError> errors) implements KeysReading {}
    }

    @Override
    public void check(Checks checks) {
        Set<String> ids = new HashSet<>();
        Map<String, String> idsByHash = new HashMap<>();
        for (Key key : keys) {
            String path = "keys[" + key.id + "]";
            checks.require(
                    !RESERVED.contains(key.id), path + ".id", "stands for something else; give the key another id");
            checks.require(ids.add(key.id), path + ".id", "is the id of an earlier key; give each its own");
            String before = key.sha256 == null ? null : idsByHash.putIfAbsent(key.hash(), key.id);
            checks.require(before == null, path, "is the same key as '" + before + "'; give each id a key of its own");
        }
    }

    /**
     * A key and the rights that come with it.
     *
     * @param key never kept: its hash takes its place
     * @param models all if empty
     */
    public record Key(
            @Description("Name of the key wherever people see it: logs, records, metrics.") @Form(Format.KEY_ID)
            String id,

            @Description("Key itself. When absent, sha256 names it.") @Form(Format.CLIENT_KEY) @Nullable String key,

            @Description("SHA-256 of the key's UTF-8 bytes, in 64 hexadecimal digits.") @Form(Format.SHA256) @Nullable String sha256,

            @Description("Names or aliases of the models that it may use. When absent, all.")
            @Size(min = 1, max = Integer.MAX_VALUE) List<String> models,

            @Description("Requests in a minute. When absent, the config's limits hold, as for the next two.")
            @Range(min = "1", max = "1000000000")
            @Nullable Integer requestsPerMinute,

            @Description("Tokens in a minute, input and output together.")
            @Range(min = "1", max = "1000000000")
            @Nullable Integer tokensPerMinute,

            @Description("Requests and streams at the same time.") @Range(min = "1", max = "1000000000") @Nullable Integer maxConcurrent,

            @Nullable Budget budget,

            @Description("Time in UTC from which on it is refused. When absent, never.") @Nullable Instant expires,

            @Description("Labels for accounting.") Map<String, String> labels)
            implements Checked {
        public Key {
            if (key != null && sha256 == null) {
                sha256 = RouterConfigReader.hash(key.getBytes(UTF_8));
                key = null;
            } else if (sha256 != null) {
                sha256 = sha256.toLowerCase(Locale.ROOT);
                key = key == null ? null : ""; // one too many, to be refused
            }
            models = List.copyOf(models);
            labels = Map.copyOf(labels);
        }

        /** SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits in lower case. */
        public String hash() {
            return Objects.requireNonNull(sha256);
        }

        @Override
        public void check(Checks checks) {
            checks.require(key == null && sha256 != null, "", "must have exactly one of 'key' and 'sha256'");
        }

        /** Without the hash: a short key could be found out by it. */
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /** The money that a key may spend in a time. */
    @Description("Money that it may cost in each day or month, by the config's prices. When absent, there is no limit.")
    public record Budget(
            @Description("Amount in the currency of the prices, more than 0.")
            @Range(min = "0", max = "1000000000", aboveMin = true)
            BigDecimal amount,

            @Description("Part of the calendar, in UTC: Day or Month.")
            Period per) {
        public Budget {
            amount = amount.stripTrailingZeros();
        }
    }

    /** A part of the calendar, in UTC. */
    public enum Period implements ConfigEnum {
        DAY,
        MONTH
    }
}
