package dev.sluicegate.operator.rollout;

import org.jspecify.annotations.Nullable;

/** A seat's ReplicaSet, as the API server has it. */
final class SimulatedSeat {
    /**
     * What may change of it.
     *
     * @param generation counts the changes of what is wanted
     * @param observed the generation that its controller has seen
     * @param reported by its controller: how many pods there are
     */
    record Body(
            int size,
            Traffic traffic,
            boolean gated,
            int generation,
            int observed,
            int reported,
            @Nullable Problem problem) {
        Body sized(int next) {
            return new Body(next, traffic, gated, generation + 1, observed, reported, problem);
        }

        Body with(Traffic next) {
            return new Body(size, next, gated, generation + 1, observed, reported, problem);
        }

        Body ungated() {
            return new Body(size, traffic, false, generation + 1, observed, reported, problem);
        }

        Body reported(int seen, int next, @Nullable Problem why) {
            return new Body(size, traffic, gated, generation, Math.max(observed, seen), next, why);
        }

        boolean isServing() {
            return size > 0 && traffic instanceof Traffic.On;
        }
    }

    final String id;
    final String revision;
    final int number;
    final int createdAt;
    final Versioned<Body> object;
    /** The version that somebody else has made of it last, until the operator writes it again; -1 if none. */
    private int tampered = -1;
    /** Somebody else has taken its pod's place away: what Kubernetes then ends is not our doing. */
    private boolean closedByOthers;
    /** When it was first made to ask for no pod. */
    int closedAt = Integer.MAX_VALUE;
    /** When its template's label was last turned off. */
    int offSince = Integer.MAX_VALUE;

    SimulatedSeat(Action.CreateSeat action, int now) {
        id = action.seat();
        revision = action.revision();
        number = action.number();
        createdAt = now;
        object = new Versioned<>(
                new Body(1, Traffic.ON, action.gated(), 1, 0, 0, null), now, SimulatedCluster.OBSERVERS);
    }

    /** Null when it is deleted. */
    @Nullable Body body() {
        return object.value();
    }

    boolean isServing() {
        Body body = body();
        return body != null && body.isServing();
    }

    /** Somebody else changes it. */
    void tamper(@Nullable Body next, int now) {
        write(next, now);
        tampered = object.newest();
        closedByOthers |= next == null || next.size() == 0;
    }

    /** The operator has written it, and so has seen what others did. */
    void mended() {
        tampered = -1;
    }

    /** Whoever has seen this version does not know what somebody else has made of it since. */
    boolean isTamperedWithSince(int version) {
        return tampered > version;
    }

    boolean isClosedByOthers() {
        return closedByOthers;
    }

    /** Somebody else has asked for more than one pod. */
    boolean isCrowded() {
        Body body = body();
        return body != null && body.size() > 1;
    }

    void write(@Nullable Body next, int now) {
        boolean wasOn = isServing();
        object.write(next, now);
        if (next == null || next.size() == 0) {
            closedAt = Math.min(closedAt, now);
        }
        if (wasOn && !isServing()) {
            offSince = now;
        } else if (isServing()) {
            offSince = Integer.MAX_VALUE;
        }
    }
}
