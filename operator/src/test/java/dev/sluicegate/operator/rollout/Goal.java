package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.time.Instant;

/** What is wanted in one row of the table. */
record Goal(
        String revision,
        int replicas,
        int maxSurge,
        int maxDraining,
        boolean paused,
        boolean deleting,
        Duration drain,
        Instant since) {

    static Goal of(String revision, int replicas) {
        return new Goal(
                revision,
                replicas,
                1,
                Math.max(1, replicas),
                false,
                false,
                Duration.ofMinutes(30),
                Scene.NOW.minusSeconds(60));
    }

    Goal surge(int number) {
        return new Goal(revision, replicas, number, maxDraining, paused, deleting, drain, since);
    }

    Goal draining(int number) {
        return new Goal(revision, replicas, maxSurge, number, paused, deleting, drain, since);
    }

    Goal held() {
        return new Goal(revision, replicas, maxSurge, maxDraining, true, deleting, drain, since);
    }

    Goal deletion() {
        return new Goal(revision, 0, maxSurge, maxDraining, paused, true, drain, since);
    }

    Goal withoutLimit() {
        return new Goal(revision, replicas, maxSurge, maxDraining, paused, deleting, Duration.ZERO, since);
    }

    Goal since(Instant instant) {
        return new Goal(revision, replicas, maxSurge, maxDraining, paused, deleting, drain, instant);
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
                deleting ? Scene.NOW.minusSeconds(60) : null,
                drain,
                Duration.ofMinutes(5),
                1);
    }
}
