package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.time.Instant;

/** What is wanted in one row of the table. */
record Wish(
        String revision,
        int replicas,
        int maxSurge,
        int maxDraining,
        boolean paused,
        boolean deleting,
        Duration drain,
        Instant since) {

    static Wish of(String revision, int replicas) {
        return new Wish(
                revision,
                replicas,
                1,
                Math.max(1, replicas),
                false,
                false,
                Duration.ofMinutes(30),
                Scene.NOW.minusSeconds(60));
    }

    Wish surge(int number) {
        return new Wish(revision, replicas, number, maxDraining, paused, deleting, drain, since);
    }

    Wish draining(int number) {
        return new Wish(revision, replicas, maxSurge, number, paused, deleting, drain, since);
    }

    Wish held() {
        return new Wish(revision, replicas, maxSurge, maxDraining, true, deleting, drain, since);
    }

    Wish deletion() {
        return new Wish(revision, 0, maxSurge, maxDraining, paused, true, drain, since);
    }

    Wish withoutLimit() {
        return new Wish(revision, replicas, maxSurge, maxDraining, paused, deleting, Duration.ZERO, since);
    }

    Wish since(Instant instant) {
        return new Wish(revision, replicas, maxSurge, maxDraining, paused, deleting, drain, instant);
    }

    Desired desired() {
        return new Desired(
                revision,
                since,
                replicas,
                maxSurge,
                maxDraining,
                Duration.ofMinutes(10),
                paused,
                deleting,
                drain,
                Duration.ofMinutes(5),
                1);
    }
}
