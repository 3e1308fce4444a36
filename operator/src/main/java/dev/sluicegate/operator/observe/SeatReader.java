package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.Seat;
import dev.sluicegate.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a seat's ReplicaSet. */
final class SeatReader {
    /** What names a seat. */
    record Key(String revision, int number) {
        String id() {
            return Seat.idOf(revision, number);
        }
    }

    private SeatReader() {}

    /** Read from the selector, which nobody can change; empty if it is no seat. */
    static Optional<Key> key(ReplicaSet set) {
        Map<String, String> labels = Optional.ofNullable(set.getSpec().getSelector())
                .map(LabelSelector::getMatchLabels)
                .orElse(Map.of());
        String revision = labels.get(Names.REVISION);
        String number = labels.get(Names.SEAT);
        return revision == null || number == null || !number.matches("[0-9]{1,9}")
                ? Optional.empty()
                : Optional.of(new Key(revision, Integer.parseInt(number)));
    }

    static Seat read(Key key, ReplicaSet set, List<PodState> pods) {
        int reported = set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getReplicas(), 0);
        return new Seat(
                key.id(),
                key.revision(),
                key.number(),
                Objects.requireNonNullElse(set.getSpec().getReplicas(), 1),
                traffic(set),
                set.getSpec().getTemplate().getSpec().getReadinessGates().stream()
                        .anyMatch(gate -> gate.getConditionType().equals(Names.ADMITTED)),
                reported,
                isObserved(set),
                Instant.parse(set.getMetadata().getCreationTimestamp()),
                problem(set),
                pods);
    }

    private static boolean isObserved(ReplicaSet set) {
        Long observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
        Long generation = set.getMetadata().getGeneration();
        return observed != null && generation != null && observed >= generation;
    }

    private static Traffic traffic(ReplicaSet set) {
        ObjectMeta template = set.getSpec().getTemplate().getMetadata();
        Map<String, String> labels = template == null || template.getLabels() == null ? Map.of() : template.getLabels();
        return Names.ON.equals(labels.get(Names.TRAFFIC))
                ? Traffic.ON
                : new Traffic.Off(Instants.read(set.getMetadata(), Names.RETIRED_AT));
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
