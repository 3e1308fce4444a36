package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import dev.sluicegate.router.config.KeysFile.PreviousKey;
import dev.sluicegate.router.config.RouterKeysFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The keys of a gateway's RouterKeys, as its pods read them, and whose each is. What was published is also the memory of what a key was before. Pure.
 *
 * @param keys with hashes only
 * @param owners by id, the uid of the RouterKey that the key is of
 */
public record PublishedKeys(List<KeysFile.Key> keys, SortedMap<String, String> owners) {
    /** The most that one gateway has. */
    public static final int MOST = 1000;

    /** The most bytes of them: an object of the API server has 1 MiB, in which other things stand too. */
    static final int MOST_BYTES = 900_000;

    /** The most earlier keys that a key has: who makes new ones all the time keeps the latest. */
    private static final int MOST_PREVIOUS = 5;

    private static final TypeReference<TreeMap<String, String>> OWNERS = new TypeReference<>() {};

    /**
     * A RouterKey that is to be published.
     *
     * @param rights with anything as hash
     * @param hash of the key in its Secret; empty if that holds none now
     * @param overlap for which an earlier key is taken
     */
    public record Wanted(String uid, KeysFile.Key rights, Optional<String> hash, Duration overlap) {}

    /**
     * A plan: the keys to be published, and why others are not.
     *
     * @param problems by the uid of the RouterKey
     */
    public record Plan(PublishedKeys published, Map<String, Problem> problems) {}

    /** The cause why a key is not published: a reason, and a sentence about it. */
    public record Problem(KeyReason reason, String sentence) {}

    /** Reads what was published. What cannot be read, because somebody has changed it, is as if it were not there. */
    public static PublishedKeys read(Map<String, String> data, String keysKey, String ownersKey) {
        try {
            SortedMap<String, String> owners = Accepted.JSON.readValue(data.getOrDefault(ownersKey, "{}"), OWNERS);
            return RouterKeysFile.read(data.getOrDefault(keysKey, "").getBytes(UTF_8))
                            instanceof KeysReading.Valid valid
                    ? new PublishedKeys(valid.file().keys(), owners)
                    : new PublishedKeys(List.of(), new TreeMap<>());
        } catch (JsonProcessingException e) {
            return new PublishedKeys(List.of(), new TreeMap<>());
        }
    }

    /** The key of a RouterKey; empty if none was published. */
    public Optional<KeysFile.Key> of(String uid) {
        return keys.stream().filter(key -> uid.equals(owners.get(key.id()))).findFirst();
    }

    /** The file of keys, and the one of their owners. */
    public Map<String, String> data(String keysKey, String ownersKey) {
        return Map.of(
                keysKey,
                new String(RouterKeysFile.write(keys), UTF_8),
                ownersKey,
                Accepted.JSON.valueToTree(owners).toString());
    }

    /** @param wanted the oldest first, which counts where two are in each other's way */
    public Plan next(List<Wanted> wanted, Instant now) {
        Map<String, KeysFile.Key> before = new LinkedHashMap<>();
        keys.forEach(key -> before.put(owners.getOrDefault(key.id(), "") + "/" + key.id(), key));
        List<KeysFile.Key> next = new ArrayList<>();
        SortedMap<String, String> nextOwners = new TreeMap<>();
        Map<String, Problem> problems = new LinkedHashMap<>();
        int bytes = 0;
        for (Wanted it : wanted) {
            String id = it.rights.id();
            Optional<KeysFile.Key> key = next(Optional.ofNullable(before.get(it.uid + "/" + id)), it, now);
            int size = key.map(made -> RouterKeysFile.write(List.of(made)).length + id.length() + it.uid.length())
                    .orElse(0);
            if (nextOwners.containsKey(id)) {
                problems.put(
                        it.uid, new Problem(KeyReason.KeyRefused, "has the id '" + id + "' of an older RouterKey"));
            } else if (next.size() == MOST || bytes + size > MOST_BYTES) {
                problems.put(
                        it.uid,
                        new Problem(
                                KeyReason.TooManyKeys,
                                "does not fit beside the " + next.size() + " older ones of the gateway"));
            } else if (key.isPresent()) {
                bytes += size;
                next.add(key.get());
                nextOwners.put(id, it.uid);
            }
        }
        return new Plan(new PublishedKeys(List.copyOf(next), nextOwners), problems);
    }

    /** A key whose Secret is gone or unusable stays as it was, with the rights of today. */
    private static Optional<KeysFile.Key> next(Optional<KeysFile.Key> before, Wanted wanted, Instant now) {
        Optional<String> hash = wanted.hash.or(() -> before.map(KeysFile.Key::hash));
        return hash.map(present -> {
            Instant until = now.plus(wanted.overlap).truncatedTo(ChronoUnit.SECONDS);
            List<PreviousKey> previous = before.stream()
                    .flatMap(it ->
                            Stream.concat(Stream.of(new PreviousKey(null, it.hash(), until)), it.previous().stream()))
                    .filter(it -> it.expires() != null && now.isBefore(it.expires()))
                    .filter(it -> !it.hash().equals(present))
                    .limit(MOST_PREVIOUS)
                    .toList();
            return with(wanted.rights, present, previous);
        });
    }

    private static KeysFile.Key with(KeysFile.Key rights, String hash, List<PreviousKey> previous) {
        return new KeysFile.Key(
                rights.id(),
                null,
                hash,
                rights.models(),
                rights.requestsPerMinute(),
                rights.tokensPerMinute(),
                rights.maxConcurrent(),
                rights.budget(),
                rights.team(),
                rights.modelLimits(),
                rights.expires(),
                previous,
                rights.labels());
    }
}
