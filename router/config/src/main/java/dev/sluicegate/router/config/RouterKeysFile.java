package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.KeysFile.Budget;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import dev.sluicegate.router.config.KeysFile.PreviousKey;
import dev.sluicegate.router.config.KeysFile.Team;
import dev.sluicegate.router.config.schema.Schema.Description;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file of keys that the operator makes of a gateway's RouterKeys, beside the one that a person writes. It names the teams of that one, so what is
 * wrong in it shows only when the two are put together, and then costs single keys and never the whole file.
 *
 * @param keys hashes only
 */
public record RouterKeysFile(
        @Description("Keys that the operator has made.") List<KeysFile.Key> keys) {
    public RouterKeysFile {
        keys = List.copyOf(keys);
    }

    /**
     * Both files as one.
     *
     * @param refused by id, why a key of this file is not taken: the end of a sentence about the key
     */
    public record Merged(KeysFile file, Map<String, String> refused) {}

    /** Reads the file, as {@link KeysFile#read} does. It has no teams. */
    public static KeysReading read(byte[] bytes) {
        BlockReader reader = BlockReader.ofSecrets();
        RouterKeysFile file = reader.read(bytes, RouterKeysFile.class);
        return file == null || !reader.errors().isEmpty()
                ? new KeysReading.Invalid(reader.errors())
                : new KeysReading.Valid(new KeysFile(file.keys, List.of()));
    }

    /** Puts keys that were made beside those of a person's file, which win. */
    public static Merged merge(KeysFile listed, List<KeysFile.Key> made) {
        Set<String> teams = listed.teams().stream().map(Team::id).collect(Collectors.toSet());
        Set<String> ids = listed.keys().stream().map(KeysFile.Key::id).collect(Collectors.toCollection(HashSet::new));
        Set<String> hashes =
                listed.keys().stream().flatMap(RouterKeysFile::hashes).collect(Collectors.toCollection(HashSet::new));
        List<KeysFile.Key> all = new ArrayList<>(listed.keys());
        Map<String, String> refused = new LinkedHashMap<>();
        for (KeysFile.Key key : made) {
            String why = refusal(key, ids, hashes, teams);
            if (why == null) {
                ids.add(key.id());
                hashes(key).forEach(hashes::add);
                all.add(key);
            } else {
                refused.put(key.id(), why);
            }
        }
        return new Merged(new KeysFile(all, listed.teams()), refused);
    }

    private static @Nullable String refusal(KeysFile.Key key, Set<String> ids, Set<String> hashes, Set<String> teams) {
        String team = key.team();
        if (KeysFile.RESERVED.contains(key.id())) {
            return "has an id that stands for something else";
        }
        if (ids.contains(key.id())) {
            return "has the id of another key of this gateway, which counts";
        }
        if (team != null && !teams.contains(team)) {
            return "belongs to team '" + team + "', which the gateway's list of keys does not have";
        }
        return hashes(key).anyMatch(hashes::contains) ? "is the same key as another one of this gateway" : null;
    }

    private static Stream<String> hashes(KeysFile.Key key) {
        return Stream.concat(Stream.of(key.hash()), key.previous().stream().map(PreviousKey::hash));
    }

    /** The file with these keys, always the same for the same keys in the same order. */
    public static byte[] write(List<KeysFile.Key> keys) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ArrayNode list = file.putArray("keys");
        keys.forEach(key -> write(key, list.addObject()));
        return file.toString().getBytes(UTF_8);
    }

    private static void write(KeysFile.Key key, ObjectNode into) {
        into.put("id", key.id()).put("sha256", key.hash());
        if (!key.models().isEmpty()) {
            key.models().forEach(into.putArray("models")::add);
        }
        limits(into, key.requestsPerMinute(), key.tokensPerMinute(), key.maxConcurrent(), key.budget());
        if (key.team() != null) {
            into.put("team", key.team());
        }
        if (!key.modelLimits().isEmpty()) {
            ArrayNode limits = into.putArray("modelLimits");
            key.modelLimits()
                    .forEach(it -> limits(
                            limits.addObject().put("model", it.model()),
                            it.requestsPerMinute(),
                            it.tokensPerMinute(),
                            it.maxConcurrent(),
                            it.budget()));
        }
        if (key.expires() != null) {
            into.put("expires", key.expires().toString());
        }
        if (!key.previous().isEmpty()) {
            ArrayNode previous = into.putArray("previous");
            for (PreviousKey it : key.previous()) {
                ObjectNode entry = previous.addObject().put("sha256", it.hash());
                if (it.expires() != null) {
                    entry.put("expires", it.expires().toString());
                }
            }
        }
        if (!key.labels().isEmpty()) {
            ObjectNode labels = into.putObject("labels");
            new TreeMap<>(key.labels()).forEach(labels::put);
        }
    }

    private static void limits(
            ObjectNode into,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Integer maxConcurrent,
            @Nullable Budget budget) {
        if (requestsPerMinute != null) {
            into.put("requestsPerMinute", requestsPerMinute);
        }
        if (tokensPerMinute != null) {
            into.put("tokensPerMinute", tokensPerMinute);
        }
        if (maxConcurrent != null) {
            into.put("maxConcurrent", maxConcurrent);
        }
        if (budget != null) {
            into.putObject("budget").put("amount", budget.amount()).put("per", ConfigEnum.word(budget.per()));
        }
    }
}
