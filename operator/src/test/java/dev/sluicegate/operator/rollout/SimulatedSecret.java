package dev.sluicegate.operator.rollout;

import java.util.random.RandomGenerator;

/** A Secret whose content changes, and what kubelet has brought of it to one pod: up to a minute late, or soon after the pod was hastened, and not each time. */
final class SimulatedSecret {
    private static final int LATEST = 60;

    private int version;
    private int changedAt;

    void change(int now) {
        version++;
        changedAt = now;
    }

    int version() {
        return version;
    }

    /**
     * Whether kubelet brings the newest version in this second.
     *
     * @param hastened the pod has just been asked for to be looked at
     */
    boolean comes(int brought, boolean hastened, int now, RandomGenerator random) {
        return brought != version
                && (now >= changedAt + LATEST || (hastened ? random.nextInt(4) > 0 : random.nextInt(LATEST) == 0));
    }
}
