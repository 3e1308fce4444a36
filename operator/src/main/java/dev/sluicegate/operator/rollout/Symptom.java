package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Replacement.Cause;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is wrong with a pod that runs.
 *
 * @param sentence with the numbers, for people
 */
record Symptom(PodState pod, Cause cause, String sentence) {
    /** So much of the last minute the kernel did not let it run: what is left of it is a standstill. */
    static final int THROTTLED_PERCENT = 80;

    /** With fewer requests in a minute nothing is concluded from how they went. */
    static final int FEW_REQUESTS = 50;

    /** So many of a pod's requests may fail, and this many times as many as of the others' beside that. */
    private static final double FEW_ERRORS = 0.2;

    private static final int BESIDE_OTHERS = 3;

    /** What another pod has so much of, in tenths, it has as well: causes that are common do not show in all pods at the same moment. */
    private static final int ALIKE_TENTHS = 9;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What the other pods have counted. */
    private record Others(long requests, long failed) {}

    /** The first that holds; empty if the pod is well, as far as is known. */
    static Optional<Symptom> of(PodState pod, List<PodState> all, WatchdogRules rules, Instant now) {
        return switch (pod.router()) {
            case RouterReport.Silent silent -> {
                Instant due = silentSince(pod, silent).plus(rules.unresponsiveAfter());
                yield now.isBefore(due)
                        ? Optional.empty()
                        : Optional.of(new Symptom(
                                pod,
                                Cause.UNRESPONSIVE,
                                "has not answered since " + silent.unanswered().truncatedTo(ChronoUnit.SECONDS)));
            }
            case RouterReport.Answered(RouterStatus status) ->
                Optional.ofNullable(status.vitals())
                        .flatMap(it -> ofVitals(pod, status, it, others(pod, all, now), rules));
            case RouterReport.Unasked _ -> Optional.empty();
        };
    }

    /** When it has been silent for long enough; empty if it is not silent. */
    static Optional<Instant> due(PodState pod, WatchdogRules rules) {
        return pod.router() instanceof RouterReport.Silent silent
                ? Optional.of(silentSince(pod, silent).plus(rules.unresponsiveAfter()))
                : Optional.empty();
    }

    /** A pod that has just become ready has a whole time to answer in. */
    private static Instant silentSince(PodState pod, RouterReport.Silent silent) {
        boolean later =
                pod.kubelet() == PodState.Kubelet.READY && pod.readyChangedAt().isAfter(silent.unanswered());
        return later ? pod.readyChangedAt() : silent.unanswered();
    }

    private static Optional<Symptom> ofVitals(
            PodState pod, RouterStatus status, Vitals vitals, Others others, WatchdogRules rules) {
        Cause cause = null;
        if (isStalled(vitals, rules)) {
            cause = Cause.STALLED;
        } else if (vitals.memoryPercent() >= rules.memoryPercent()) {
            cause = Cause.MEMORY;
        } else if (vitals.throttledPercent() >= THROTTLED_PERCENT) {
            cause = Cause.THROTTLED;
        } else if (failsMoreThan(vitals, others)) {
            cause = Cause.ERRORS;
        }
        return Optional.ofNullable(cause).map(it -> new Symptom(pod, it, it.meaning() + ": " + text(status, vitals)));
    }

    private static boolean isStalled(Vitals vitals, WatchdogRules rules) {
        return vitals.stalledMs() >= rules.unresponsiveAfter().toMillis();
    }

    /** Whether it is known of this pod if it shows the same: one that does not answer says nothing but that. */
    boolean isComparable(PodState other) {
        return cause == Cause.UNRESPONSIVE || other.router() instanceof RouterReport.Answered;
    }

    /** Whether another pod shows the same, or soon will. */
    boolean isSharedBy(PodState other, WatchdogRules rules) {
        if (other.router() instanceof RouterReport.Silent) {
            return cause == Cause.UNRESPONSIVE;
        }
        if (!(other.router() instanceof RouterReport.Answered(RouterStatus status)) || status.vitals() == null) {
            return false;
        }
        Vitals vitals = status.vitals();
        return switch (cause) {
            case UNRESPONSIVE -> false;
            case STALLED -> vitals.stalledMs() * 10 >= rules.unresponsiveAfter().toMillis() * ALIKE_TENTHS;
            case MEMORY -> vitals.memoryPercent() * 10 >= rules.memoryPercent() * ALIKE_TENTHS;
            case THROTTLED -> vitals.throttledPercent() * 10 >= THROTTLED_PERCENT * ALIKE_TENTHS;
            case ERRORS -> false; // the comparison with the others has already said that it is alone
        };
    }

    /** The sums of the last minute over the other pods in the Service that have been there for all of it. */
    private static Others others(PodState pod, List<PodState> all, Instant now) {
        long requests = 0;
        long failed = 0;
        for (PodState each : all) {
            if (!each.name().equals(pod.name())
                    && each.isOpen()
                    && each.router() instanceof RouterReport.Answered(RouterStatus status)
                    && status.vitals() != null
                    && !status.startedAt().isAfter(now.minus(MINUTE))) {
                requests += status.vitals().requests();
                failed += status.vitals().failed();
            }
        }
        return new Others(requests, failed);
    }

    private static boolean failsMoreThan(Vitals vitals, Others others) {
        if (vitals.requests() < FEW_REQUESTS || others.requests < FEW_REQUESTS) {
            return false;
        }
        double limit = FEW_ERRORS + BESIDE_OTHERS * ((double) others.failed / others.requests);
        return (double) vitals.failed() / vitals.requests() > limit;
    }

    /** The router's own diagnosis, in a few words. */
    private static String text(RouterStatus status, Vitals it) {
        return String.format(
                Locale.ROOT,
                "its router says: %s, %d in flight; event loop not turned for %d ms; memory %d%%; throttled %d%%; %d of %d requests failed in the last minute",
                status.phase().name().toLowerCase(Locale.ROOT),
                status.inFlight().total(),
                it.stalledMs(),
                it.memoryPercent(),
                it.throttledPercent(),
                it.failed(),
                it.requests());
    }
}
