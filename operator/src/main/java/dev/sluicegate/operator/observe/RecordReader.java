package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.model.KeptRevision;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.Bake;
import dev.sluicegate.operator.rollout.Replacement;
import dev.sluicegate.operator.rollout.RevisionState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a revision's record. */
final class RecordReader {
    /** A time, a reason and a sentence. */
    private static final int FAILURE_PARTS = 3;

    /** A generation and a name. Anything else, which anybody may write, is as if it were not there. */
    private static final Pattern RELOADED = Pattern.compile("([0-9]{1,9}) (\\S+)");

    private RecordReader() {}

    /** The revision; empty if it is another ConfigMap of the gateway's. */
    static Optional<String> revision(ConfigMap map) {
        Map<String, String> labels = map.getMetadata().getLabels();
        return labels == null ? Optional.empty() : Optional.ofNullable(labels.get(Names.REVISION));
    }

    static RevisionState read(String revision, ConfigMap map) {
        ObjectMeta metadata = map.getMetadata();
        return new RevisionState(
                revision,
                Objects.requireNonNullElse(Instants.text(metadata, Names.CONFIG_HASH), ""),
                kept(revision, map, Optional.empty()).generation(),
                Instants.read(metadata, Names.PROVEN_AT),
                failure(
                        Objects.requireNonNullElse(Instants.text(metadata, Names.FAILED), ""),
                        Objects.requireNonNullElse(Instants.text(metadata, Names.REFUSED_FILES), "")),
                Bake.parse(Objects.requireNonNullElse(Instants.text(metadata, Names.CANARY), "null")),
                RestartTokens.of(
                        Instants.text(metadata, Names.RESTART_TOKEN), Instants.text(metadata, Names.RESTARTED_AT)),
                Replacement.parse(Objects.requireNonNullElse(Instants.text(metadata, Names.WATCHDOG), "null")),
                Instant.parse(metadata.getCreationTimestamp()));
    }

    /** @param stable the revision that was proven last */
    static KeptRevision kept(String revision, ConfigMap map, Optional<String> stable) {
        String said = Objects.requireNonNullElse(Instants.text(map.getMetadata(), Names.RELOADED), "");
        Matcher reloaded = RELOADED.matcher(said);
        boolean was = reloaded.matches();
        return new KeptRevision(
                revision,
                was ? reloaded.group(2) : revision,
                was ? Integer.parseInt(reloaded.group(1)) : 0,
                stable.equals(Optional.of(revision)) && !Boolean.TRUE.equals(map.getImmutable()));
    }

    /** What is wrong with what it says of a failure, in a sentence; empty if nothing is. */
    static Optional<String> fault(ConfigMap map) {
        String text = Instants.text(map.getMetadata(), Names.FAILED);
        return text == null || failure(text, "") != null
                ? Optional.empty()
                : Optional.of("ConfigMap %s has an annotation %s that tells of no failure and counts as absent"
                        .formatted(map.getMetadata().getName(), Names.FAILED));
    }

    /** Null if the text, which anybody may write, does not begin with a time. */
    private static RevisionState.@Nullable Failure failure(String text, String files) {
        String[] parts = text.split(" ", FAILURE_PARTS);
        Instant attempt = Instants.parse(parts[0]);
        return attempt == null || parts.length < FAILURE_PARTS
                ? null
                : new RevisionState.Failure(attempt, parts[1], parts[2], files);
    }
}
