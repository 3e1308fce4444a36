package dev.sluicegate.operator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** All wanted pods are open, and the Service has no others: the candidate becomes the stable revision, and the gate leaves its seats. */
final class Promotion {
    private Promotion() {}

    static List<Action> prove(Plan plan) {
        Fleet fleet = plan.fleet();
        Stream<Action> promotion = fleet.wanted().stream()
                .filter(it -> !fleet.isStable(it.revision()) && isComplete(fleet))
                .map(it -> new Action.Promote(it.revision(), at(fleet)));
        Stream<Action> ungating = plan.staying().stream()
                .filter(it -> it.gated() && fleet.isStable(it.revision()))
                .map(it -> new Action.Ungate(it.id()));
        return Stream.concat(promotion, ungating).toList();
    }

    /** The wanted revision is the stable one, and so are the templates of its seats. */
    static boolean isProven(Fleet fleet) {
        return fleet.isStable(fleet.desired().revision())
                && fleet.serving().stream().noneMatch(it -> it.gated() && fleet.isStable(it.revision()));
    }

    private static boolean isComplete(Fleet fleet) {
        int replicas = fleet.desired().replicas();
        return replicas > 0
                && !fleet.othersServe()
                && fleet.kept().stream().filter(Seat::isOpen).count() >= replicas;
    }

    /** Later than any other, even if another operator's clock was ahead of ours. */
    private static Instant at(Fleet fleet) {
        return fleet.stable()
                .map(it -> Objects.requireNonNull(it.provenAt()).plusSeconds(1))
                .filter(fleet.now()::isBefore)
                .orElse(fleet.now());
    }
}
