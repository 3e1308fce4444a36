package dev.sluicegate.operator.rollout;

import java.util.List;

/** Seats of tests, made of others. */
final class Seats {
    private Seats() {}

    static Seat withPods(Seat it, List<PodState> pods) {
        return new Seat(
                it.id(),
                it.revision(),
                it.number(),
                it.size(),
                it.traffic(),
                it.gated(),
                it.reported(),
                it.observed(),
                it.createdAt(),
                it.problem(),
                pods);
    }
}
