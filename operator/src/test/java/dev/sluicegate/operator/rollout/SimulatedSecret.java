package dev.sluicegate.operator.rollout;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A Secret whose content changes, and what kubelet has brought of it to one pod: up to a minute late, or soon after its sync was requested, and not each time; at
 * first kubelet may still know an earlier version. Some versions are such that no router can use them.
 */
final class SimulatedSecret {
    private static final int LATEST = 60;

    private final Set<Integer> unusable = new HashSet<>();
    private int version;
    private int changedAt;

    void change(int now) {
        version++;
        changedAt = now;
    }

    void spoil(int now) {
        change(now);
        unusable.add(version);
    }

    int version() {
        return version;
    }

    boolean isSpoilt() {
        return !isUsable(version);
    }

    boolean isUsable(int which) {
        return !unusable.contains(which);
    }

    /**
     * The version that the pod's file has after this second.
     *
     * @param brought the one that it has had
     * @param syncRequested kubelet has just been asked to sync the pod
     */
    int brings(int brought, boolean syncRequested, int now, RandomGenerator random) {
        boolean late = now < changedAt + LATEST;
        if (brought == version || (late && (syncRequested ? random.nextInt(4) == 0 : random.nextInt(LATEST) > 0))) {
            return brought;
        }
        return late && random.nextInt(4) == 0 ? brought + random.nextInt(version - brought) : version;
    }
}
