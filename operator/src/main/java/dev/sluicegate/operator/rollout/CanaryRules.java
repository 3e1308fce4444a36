package dev.sluicegate.operator.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which the first pods of a candidate are judged before the others follow.
 *
 * @param replicas how many pods of the candidate are opened first, at least 1
 * @param bake how long they serve before the others follow
 * @param maxErrorRate the part of their requests that may fail, from 0 to 1, beside what fails everywhere
 * @param maxFirstByteRatio how many times the stable pods' typical time to the first byte theirs may be; null if it is not compared
 * @param minRequests with fewer nothing is concluded
 * @param promoted a person has said that the candidate needs to bake no longer
 */
public record CanaryRules(
        int replicas,
        Duration bake,
        double maxErrorRate,
        @Nullable Double maxFirstByteRatio,
        int minRequests,
        boolean promoted) {
    public CanaryRules {
        if (replicas < 1 || minRequests < 1 || bake.isNegative() || maxErrorRate < 0) {
            throw new IllegalArgumentException("a canary has pods, a bake time, an error rate and a least of requests");
        }
    }
}
