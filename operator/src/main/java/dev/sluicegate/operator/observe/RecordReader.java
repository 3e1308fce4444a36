package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.RevisionState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reads a revision's record. */
final class RecordReader {
    private RecordReader() {}

    /** The revision; empty if it is another ConfigMap of the gateway's. */
    static Optional<String> revision(ConfigMap map) {
        Map<String, String> labels = map.getMetadata().getLabels();
        return labels == null ? Optional.empty() : Optional.ofNullable(labels.get(Names.REVISION));
    }

    static RevisionState read(String revision, ConfigMap map) {
        Map<String, String> annotations = map.getMetadata().getAnnotations();
        return new RevisionState(
                revision,
                annotations == null ? "" : annotations.getOrDefault(Names.CONFIG_HASH, ""),
                Instants.read(map.getMetadata(), Names.PROVEN_AT),
                Instant.parse(map.getMetadata().getCreationTimestamp()));
    }
}
