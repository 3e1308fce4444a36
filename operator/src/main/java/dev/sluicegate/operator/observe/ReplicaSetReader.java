package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.RevisionState;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a revision's ReplicaSet. */
final class ReplicaSetReader {
    private ReplicaSetReader() {}

    static String revision(ReplicaSet set) {
        return set.getMetadata().getLabels().getOrDefault(Names.REVISION, "");
    }

    static RevisionState read(ReplicaSet set) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(set.getMetadata().getAnnotations(), Map.of());
        String provenAt = annotations.get(Names.PROVEN_AT);
        return new RevisionState(
                revision(set),
                annotations.getOrDefault(Names.CONFIG_HASH, ""),
                Objects.requireNonNullElse(set.getSpec().getReplicas(), 1),
                set.getSpec().getTemplate().getSpec().getReadinessGates().stream()
                        .anyMatch(gate -> gate.getConditionType().equals(Names.ADMITTED)),
                provenAt == null ? null : Instant.parse(provenAt),
                Instant.parse(set.getMetadata().getCreationTimestamp()),
                problem(set));
    }

    private static @Nullable Problem problem(ReplicaSet set) {
        if (set.getStatus() == null) {
            return null;
        }
        for (ReplicaSetCondition condition : set.getStatus().getConditions()) {
            if ("ReplicaFailure".equals(condition.getType()) && "True".equals(condition.getStatus())) {
                return new Problem(
                        Objects.requireNonNullElse(condition.getReason(), "FailedCreate"),
                        Objects.requireNonNullElse(condition.getMessage(), ""));
            }
        }
        return null;
    }
}
