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
    /** Somebody else has changed it: what the promises say of it does not hold any more. */
    boolean tamperedWith;
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

    void write(@Nullable Body next, int now) {
        boolean wasOn = isServing();
        object.write(next, now);
        if (wasOn && !isServing()) {
            offSince = now;
        } else if (isServing()) {
            offSince = Integer.MAX_VALUE;
        }
    }
}
