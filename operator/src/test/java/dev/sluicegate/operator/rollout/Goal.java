package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.time.Instant;

/** What is wanted in one row of the table. */
record Goal(
        String revision,
        int replicas,
        int maxSurge,
        int maxDraining,
        int maxWarm,
        boolean paused,
        boolean deleting,
        boolean rollsBack,
        Duration drain,
        Instant since,
        Instant watchedSince) {

    static Goal of(String revision, int replicas) {
        return new Goal(
                revision,
                replicas,
                1,
                Math.max(1, replicas),
                0,
                false,
                false,
                false,
                Duration.ofMinutes(30),
                Scene.NOW.minusSeconds(60),
                Scene.LONG_AGO);
    }

    Goal surge(int number) {
        return new Goal(
                revision,
                replicas,
                number,
                maxDraining,
                maxWarm,
                paused,
                deleting,
                rollsBack,
                drain,
                since,
                watchedSince);
    }

    Goal draining(int number) {
        return new Goal(
                revision, replicas, maxSurge, number, maxWarm, paused, deleting, rollsBack, drain, since, watchedSince);
    }

    /** Drained pods of the stable revision are kept until another is proven. */
    Goal warm(int number) {
        return new Goal(
                revision,
                replicas,
                maxSurge,
                maxDraining,
                number,
                paused,
                deleting,
                rollsBack,
                drain,
                since,
                watchedSince);
    }

    Goal held() {
        return new Goal(
                revision,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                true,
                deleting,
                rollsBack,
                drain,
                since,
                watchedSince);
    }

    Goal deletion() {
        return new Goal(
                revision, 0, maxSurge, maxDraining, maxWarm, paused, true, rollsBack, drain, since, watchedSince);
    }

    Goal withoutLimit() {
        return new Goal(
                revision,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                paused,
                deleting,
                rollsBack,
                Duration.ZERO,
                since,
                watchedSince);
    }

    /** As {@code onFailure: Rollback} asks for. */
    Goal rollingBack() {
        return new Goal(
                revision, replicas, maxSurge, maxDraining, maxWarm, paused, deleting, true, drain, since, watchedSince);
    }

    Goal watchedSince(Instant instant) {
        return new Goal(
                revision, replicas, maxSurge, maxDraining, maxWarm, paused, deleting, rollsBack, drain, since, instant);
    }

    Goal since(Instant instant) {
        return new Goal(
                revision,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                paused,
                deleting,
                rollsBack,
                drain,
                instant,
                watchedSince);
    }

    Desired desired() {
        return new Desired(
                revision,
                since,
                watchedSince,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                Duration.ofMinutes(10),
                paused,
                rollsBack,
                deleting ? Scene.NOW.minusSeconds(60) : null,
                drain,
                Duration.ofMinutes(5),
                1);
    }
}
