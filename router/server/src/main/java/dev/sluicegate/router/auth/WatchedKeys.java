package dev.sluicegate.router.auth;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.RouterKeysFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in a person's file and in the one that the operator makes, read again when they change. A file that cannot be read, or is wrong, leaves its old
 * keys in force, and the other file is followed all the same. Safe for any thread.
 */
public final class WatchedKeys {
    private static final Logger log = LoggerFactory.getLogger(WatchedKeys.class);
    private static final KeysFile NONE = new KeysFile(List.of(), List.of());

    private final @Nullable KeysPart listed;
    private final @Nullable KeysPart made;
    private final Function<KeysFile, Keyring> rings;
    private volatile State state;

    /**
     * @param taken the ids of the second file's keys that are taken
     * @param remarks on those that are not, a sentence each
     */
    private record State(
            Keyring ring,
            Set<String> taken,
            List<String> remarks,
            @Nullable String problem) {}

    private WatchedKeys(@Nullable KeysPart listed, @Nullable KeysPart made, Function<KeysFile, Keyring> rings) {
        this.listed = listed;
        this.made = made;
        this.rings = rings;
        this.state = merged();
    }

    /** The result of reading the files for the first time. */
    public sealed interface Opening {
        record Opened(WatchedKeys keys) implements Opening {}

        /** @param errors at least one */
        record Refused(List<ConfigError> errors) implements Opening {}
    }

    /**
     * Reads the files. Blocks.
     *
     * @param listed a person's; null if there is none
     * @param made the operator's; null if there is none
     * @param rings what is made of their keys together
     */
    public static Opening open(@Nullable Path listed, @Nullable Path made, Function<KeysFile, Keyring> rings) {
        KeysPart first = listed == null ? null : new KeysPart(listed, KeysFile::read, false);
        KeysPart second = made == null ? null : new KeysPart(made, RouterKeysFile::read, true);
        List<ConfigError> errors = Stream.of(first, second)
                .filter(Objects::nonNull)
                .flatMap(part -> part.open().stream()
                        .map(error -> new ConfigError("", part.file().getFileName() + ": " + error)))
                .toList();
        return errors.isEmpty()
                ? new Opening.Opened(new WatchedKeys(first, second, rings))
                : new Opening.Refused(errors);
    }

    /** The keys in force. */
    public Keyring ring() {
        return state.ring;
    }

    /** The ids of the operator's keys that are in force. */
    public Set<String> made() {
        return state.taken;
    }

    /** Names each file with its content that is in force: nothing, of a second one that is not there yet. */
    public void inForce(BiConsumer<Path, byte[]> to) {
        parts().forEach(it -> it.inForce(to));
    }

    /** Names a person's file with its content as it was read last, if that cannot be used. */
    public void refused(BiConsumer<Path, byte[]> to) {
        if (listed != null) {
            listed.refused(to);
        }
    }

    /** Why a file as it is now is not in force, as a sentence; null if all are. */
    public @Nullable String problem() {
        return state.problem;
    }

    /** What somebody should look at, as sentences. */
    public List<String> warnings(Instant now) {
        State current = state;
        List<String> warnings = new ArrayList<>(current.remarks);
        warnings.addAll(current.ring.warnings(now));
        return warnings;
    }

    /** Reads the files again if they have changed. Blocks. */
    public synchronized void refresh() {
        boolean changed = refresh(listed);
        changed |= refresh(made);
        if (changed) {
            state = merged();
            log.atInfo()
                    .addKeyValue("files", parts().map(KeysPart::file).toList())
                    .addKeyValue("keys", state.ring.size())
                    .addKeyValue("hash", state.ring.hash())
                    .log("read changed keys");
        } else {
            state = new State(state.ring, state.taken, state.remarks, problems());
        }
    }

    private static boolean refresh(@Nullable KeysPart part) {
        if (part == null) {
            return false;
        }
        String before = part.problem();
        boolean changed = part.refresh();
        String problem = part.problem();
        if (problem != null && !problem.equals(before)) {
            log.atWarn()
                    .addKeyValue("file", part.file())
                    .log("the changed keys cannot be used ({}); the old ones stay in force", problem);
        }
        return changed;
    }

    private State merged() {
        List<KeysFile.Key> second = made == null ? List.of() : made.keys().keys();
        RouterKeysFile.Merged merged = RouterKeysFile.merge(listed == null ? NONE : listed.keys(), second);
        Set<String> taken = second.stream()
                .map(KeysFile.Key::id)
                .filter(it -> !merged.refused().containsKey(it))
                .collect(Collectors.toUnmodifiableSet());
        List<String> remarks = merged.refused().entrySet().stream()
                .map(it -> "RouterKey '" + it.getKey() + "' " + it.getValue() + ", so it is not taken")
                .toList();
        return new State(rings.apply(merged.file()), taken, remarks, problems());
    }

    private @Nullable String problems() {
        String problems =
                parts().map(KeysPart::problem).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return problems.isEmpty() ? null : problems;
    }

    private Stream<KeysPart> parts() {
        return Stream.of(listed, made).filter(Objects::nonNull);
    }
}
