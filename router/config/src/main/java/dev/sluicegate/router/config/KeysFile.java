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
 * @param teams each with an id of its own
 */
public record KeysFile(
        @Description("Keys that clients may use.") List<Key> keys,

        @Description("Teams, which have limits for all of their keys together.")
        List<Team> teams)
        implements Checked {
    /** Whoever has the master key, and all clients where none needs a key. */
    static final Set<String> RESERVED = Set.of("master", "everybody");

    private static final String ONE_OF_TWO = "must have exactly one of 'key' and 'sha256'";

    public KeysFile {
        keys = List.copyOf(keys);
        teams = List.copyOf(teams);
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
        Set<String> teamIds = new HashSet<>();
        for (Team team : teams) {
            checks.require(
                    teamIds.add(team.id),
                    "teams[" + team.id + "].id",
                    "is the id of an earlier team; give each its own");
        }
        Set<String> ids = new HashSet<>();
        Map<String, String> idsByHash = new HashMap<>();
        for (Key key : keys) {
            String path = "keys[" + key.id + "]";
            checks.require(
                    !RESERVED.contains(key.id), path + ".id", "stands for something else; give the key another id");
            checks.require(ids.add(key.id), path + ".id", "is the id of an earlier key; give each its own");
            checks.require(
                    key.team == null || teamIds.contains(key.team), path + ".team", "is the id of none of the teams");
            own(key.sha256, key.id, path, idsByHash, checks);
            for (int i = 0; i < key.previous.size(); i++) {
                own(key.previous.get(i).sha256, key.id, path + ".previous[" + i + "]", idsByHash, checks);
            }
        }
    }

    /** Refuses a key that stands in {@code idsByHash} already, and adds it. */
    private static void own(
            @Nullable String hash, String id, String path, Map<String, String> idsByHash, Checks checks) {
        String before = hash == null ? null : idsByHash.putIfAbsent(hash, id);
        checks.require(before == null, path, "is the same key as '" + before + "'; give each id a key of its own");
    }

    /** The hash of a key that is written in one of two ways; null if in neither. */
    private static @Nullable String hash(@Nullable String key, @Nullable String sha256) {
        if (sha256 != null) {
            return sha256.toLowerCase(Locale.ROOT);
        }
        return key == null ? null : RouterConfigReader.hash(key.getBytes(UTF_8));
    }

    /** What stays of a key beside its hash: nothing, or a mark that it was written in both ways, to be refused. */
    private static @Nullable String oneTooMany(@Nullable String key, @Nullable String sha256) {
        return key != null && sha256 != null ? "" : null;
    }

    /**
     * A key and the rights that come with it.
     *
     * @param key never kept: its hash takes its place
     * @param models all if empty
     */
    public record Key(
            @Description("Name of the key wherever people see it: logs, records, metrics.")
            @Size(min = 1, max = 63) @Form(Format.KEY_ID)
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

            @Description(
                    "Id of the team that it belongs to, whose limits hold beside its own. When absent, it has none.")
            @Size(min = 1, max = 63) @Form(Format.KEY_ID)
            @Nullable String team,

            @Description("Limits for single models, which hold beside those of the key.")
            List<ModelLimit> modelLimits,

            @Description("Time in UTC from which on it is refused. When absent, never.") @Nullable Instant expires,

            @Description("Earlier keys of the same client, which are taken too until it uses the present one.")
            List<PreviousKey> previous,

            @Description("Labels for accounting.") Map<String, String> labels)
            implements Checked {
        public Key {
            String rest = oneTooMany(key, sha256);
            sha256 = KeysFile.hash(key, sha256);
            key = rest;
            models = List.copyOf(models);
            modelLimits = List.copyOf(modelLimits);
            previous = List.copyOf(previous);
            labels = Map.copyOf(labels);
        }

        /** SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits in lower case. */
        public String hash() {
            return Objects.requireNonNull(sha256);
        }

        @Override
        public void check(Checks checks) {
            checks.require(key == null && sha256 != null, "", ONE_OF_TWO);
            ModelLimit.check(modelLimits, checks);
        }

        /** Without the hash: a short key could be found out by it. */
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /**
     * A key that has been replaced. It stands for the same id, with the same rights and limits, as the one that is used now.
     *
     * @param key never kept: its hash takes its place
     * @param expires null if it is taken as long as it stands in the file
     */
    public record PreviousKey(
            @Description("Key itself. When absent, sha256 names it.") @Form(Format.CLIENT_KEY) @Nullable String key,

            @Description("SHA-256 of the key's UTF-8 bytes, in 64 hexadecimal digits.") @Form(Format.SHA256) @Nullable String sha256,

            @Description("Time in UTC from which on it is refused. When absent, it is taken until it is removed.")
            @Nullable Instant expires)
            implements Checked {
        public PreviousKey {
            String rest = oneTooMany(key, sha256);
            sha256 = KeysFile.hash(key, sha256);
            key = rest;
        }

        /** SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits in lower case. */
        public String hash() {
            return Objects.requireNonNull(sha256);
        }

        @Override
        public void check(Checks checks) {
            checks.require(key == null && sha256 != null, "", ONE_OF_TWO);
        }

        /** Without the hash, as {@link Key}. */
        @Override
        public String toString() {
            return "PreviousKey";
        }
    }

    /** A group of keys, with limits for all of them together. */
    public record Team(
            @Description("Name of the team wherever people see it.") @Form(Format.KEY_ID)
            String id,

            @Description("Requests in a minute. When absent, there is no limit, as for the next two.")
            @Range(min = "1", max = "1000000000")
            @Nullable Integer requestsPerMinute,

            @Description("Tokens in a minute, input and output together.")
            @Range(min = "1", max = "1000000000")
            @Nullable Integer tokensPerMinute,

            @Description("Requests and streams at the same time.") @Range(min = "1", max = "1000000000") @Nullable Integer maxConcurrent,

            @Nullable Budget budget,

            @Description("Limits for single models, which hold beside those of the team.")
            List<ModelLimit> modelLimits)
            implements Checked {
        public Team {
            modelLimits = List.copyOf(modelLimits);
        }

        @Override
        public void check(Checks checks) {
            ModelLimit.check(modelLimits, checks);
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
