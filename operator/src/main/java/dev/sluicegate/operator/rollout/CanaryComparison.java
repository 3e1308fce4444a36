package dev.sluicegate.operator.rollout;

import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The comparison of canary pods with the stable ones, by what both have counted since the same moment.
 *
 * @param canary sums over the canary pods
 * @param stable sums over the stable pods
 */
record CanaryComparison(CanaryRules rules, Instant since, RequestTotals canary, RequestTotals stable) {
    /** Twice the stable pods' error rate is more than chance makes of the same rate, in as few requests as are asked for. */
    private static final double BESIDE_CHANCE = 2;

    /** What is wrong, with the numbers; empty if nothing is, or too little is known. */
    Optional<String> failure(String candidate) {
        return errors(candidate).or(() -> firstByte(candidate));
    }

    /** How it goes until its end. */
    String soFar(String candidate, Instant end) {
        return "the canary of %s bakes until %s: %s".formatted(candidate, seconds(end), numbers());
    }

    /** As soon as there are more failures than are allowed of the least number of requests, more of these change nothing. */
    private Optional<String> errors(String candidate) {
        // early in a bake there are few of either, and a common cause shows in both
        boolean comparable = stable.ended() >= Math.min(canary.ended(), rules.minRequests());
        double limit = rules.maxErrorRate() + (comparable ? BESIDE_CHANCE * stable.errorRate() : 0);
        boolean fails = canary.failed() > limit * Math.max(canary.ended(), rules.minRequests());
        return fails
                ? Optional.of("the canary of %s fails too many requests, at most %s may: %s"
                        .formatted(candidate, percent(limit), numbers()))
                : Optional.empty();
    }

    private Optional<String> firstByte(String candidate) {
        Double ratio = rules.maxFirstByteRatio();
        boolean slow = ratio != null
                && isTelling(canary.firstBytes())
                && isTelling(stable.firstBytes())
                && canary.firstByteMillis() > ratio * stable.firstByteMillis();
        return slow
                ? Optional.of(
                        "the streams of the canary of %s begin too late: typically after %d ms in %d streams since %s, those of the stable pods after %d ms in %d, and at most %s times that is allowed"
                                .formatted(
                                        candidate,
                                        Math.round(canary.firstByteMillis()),
                                        canary.firstBytes(),
                                        seconds(since),
                                        Math.round(stable.firstByteMillis()),
                                        stable.firstBytes(),
                                        ratio))
                : Optional.empty();
    }

    private boolean isTelling(long number) {
        return number >= rules.minRequests();
    }

    private String numbers() {
        return "%d of %d requests (%s) since %s failed, and %d of %d (%s) of the stable pods"
                .formatted(
                        canary.failed(),
                        canary.ended(),
                        percent(canary.errorRate()),
                        seconds(since),
                        stable.failed(),
                        stable.ended(),
                        percent(stable.errorRate()));
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * rate).replace(".0%", "%");
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
