package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The desired state that the last accepted spec of a gateway asks for. Percentages are resolved to numbers already.
 *
 * @param revision the revision that all pods shall run
 * @param generation of the config that its pods shall have; 0 is the one that it was made with
 * @param files the hash that a router reports of each file of a Secret or ConfigMap when it has read what stands there now, by the file's path; empty
 *     if nobody waits for that
 * @param sources where these files come from, in words, by the file's path, such as {@code key api-key of Secret openai}
 * @param since when this revision, its config or a file became the wanted one, as kept in the cluster; the progress deadline counts from it
 * @param watchedSince since when this operator has looked after the gateway: before, nobody may have let a candidate come forward, so
 *     that this time does not count against it
 * @param replicas how many open pods are wanted; 0 is legal
 * @param maxSurge how many seats more than {@code replicas} may be in the Service; taken as 1 at least, because a seat is never
 *     retired before another has taken its place
 * @param maxDraining how many pods may be draining at once because of a roll; taken as 1 at least. A scale-in retires all that is
 *     too many at once, because this brings no pod into being
 * @param maxWarm how many drained pods of the stable revision are kept at most while another one is unproven
 * @param progressDeadline how long a candidate may go without any progress before the rollout is called stalled
 * @param paused pods of a new revision are neither added nor take the place of old ones; what is there is still healed, scaled and
 *     moved away from leaving nodes
 * @param rollsBack a candidate that fails makes way for the last proven revision
 * @param canary how the first pods of a candidate are judged before the others follow; null if they are not
 * @param watchdog how pods are replaced that run and do not do their work; null if nobody looks
 * @param deletingSince the gateway goes: everything is retired and removed. Needs {@code replicas} 0; null while it stays
 * @param drainTimeout how long a retired pod may drain; zero is without limit
 * @param restarts other limits than {@code drainTimeout}, for the pods that a restart replaces
 * @param terminationBudget the limit of drains while deleting, where {@code drainTimeout} sets none: a deletion ends
 * @param historyLimit how many revisions without seats are kept besides the wanted and the last proven one
 */
public record Desired(
        String revision,
        int generation,
        Map<String, String> files,
        Map<String, String> sources,
        Instant since,
        Instant watchedSince,
        int replicas,
        int maxSurge,
        int maxDraining,
        int maxWarm,
        Duration progressDeadline,
        boolean paused,
        boolean rollsBack,
        @Nullable CanaryRules canary,
        @Nullable WatchdogRules watchdog,
        @Nullable Instant deletingSince,
        Duration drainTimeout,
        RestartLimits restarts,
        Duration terminationBudget,
        int historyLimit) {

    public Desired {
        files = files == null ? Map.of() : Map.copyOf(files); // a trace of an earlier release has none
        sources = sources == null ? Map.of() : Map.copyOf(sources); // likewise
        restarts = Objects.requireNonNullElse(restarts, RestartLimits.NONE); // a trace of an earlier release has none
        if (replicas < 0 || maxSurge < 0 || maxDraining < 0 || maxWarm < 0 || historyLimit < 0) {
            throw new IllegalArgumentException(
                    "replicas, maxSurge, maxDraining, maxWarm and historyLimit are 0 or more");
        }
        if (deletingSince != null && replicas != 0) {
            throw new IllegalArgumentException("a gateway that is being deleted wants 0 replicas, not " + replicas);
        }
        if (drainTimeout.isNegative() || terminationBudget.isNegative() || progressDeadline.isNegative()) {
            throw new IllegalArgumentException("durations are zero or longer");
        }
    }

    /** The same with another revision, as it is. */
    Desired withRevision(String other) {
        return new Desired(
                other,
                0,
                Map.of(),
                Map.of(),
                since,
                watchedSince,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                progressDeadline,
                paused,
                rollsBack,
                canary,
                watchdog,
                deletingSince,
                drainTimeout,
                restarts,
                terminationBudget,
                historyLimit);
    }

    public boolean deleting() {
        return deletingSince != null;
    }

    /**
     * When a pod that was retired then has to be empty, as the spec says now; empty is never.
     *
     * @param timeout how long it may drain; zero is without limit
     */
    Optional<Instant> drainDeadline(Instant retiredAt, Duration timeout) {
        if (!timeout.isZero()) {
            return Optional.of(retiredAt.plus(timeout));
        }
        Instant deletion = deletingSince;
        if (deletion == null) {
            return Optional.empty();
        }
        return Optional.of((retiredAt.isAfter(deletion) ? retiredAt : deletion).plus(terminationBudget));
    }
}
