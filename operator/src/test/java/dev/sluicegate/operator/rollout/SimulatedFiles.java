package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.random.RandomGenerator;

/** The files of the pods, which kubelet makes of their revisions' records: up to a minute late. */
final class SimulatedFiles {
    private static final int LATEST = 60;

    private final List<Versioned<RevisionState>> records;
    private final RandomGenerator random;
    private final boolean followed;

    /** @param followed routers take whatever their files have */
    SimulatedFiles(List<Versioned<RevisionState>> records, RandomGenerator random, boolean followed) {
        this.records = records;
        this.random = random;
        this.followed = followed;
    }

    /** The generation of the config in a pod's file: that of the record, or of the one before. */
    int generation(String revision, int now) {
        for (Versioned<RevisionState> record : records) {
            RevisionState state = record.value();
            if (state != null && state.revision().equals(revision) && state.generation() > 0) {
                boolean late = now < record.changedAt() + LATEST && random.nextBoolean();
                return state.generation() - (late ? 1 : 0);
            }
        }
        return 0;
    }

    /** A router looks at its file now and then. */
    void follow(SimulatedRouter router, String revision, int now) {
        int offered = generation(revision, now);
        if (offered == router.generation() || random.nextInt(20) > 0) {
            return;
        }
        if (followed) {
            Invariants.check(
                    offered > router.generation(),
                    () -> "a router of %s goes back to config %d".formatted(revision, offered));
            router.takeWhatever(offered);
        } else {
            router.take(offered);
        }
    }
}
