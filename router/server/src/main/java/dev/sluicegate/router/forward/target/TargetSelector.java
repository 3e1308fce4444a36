package dev.sluicegate.router.forward.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the targets of its model, and then of the model's fallbacks. It decides and remembers; it does nothing.
 * Times are nanoseconds of a clock that only goes forward. Not thread-safe.
 */
public final class TargetSelector {
    private static final long NEVER = Long.MAX_VALUE;

    private final Fallbacks fallbacks;
    private final @Nullable String affinity;
    private final RandomGenerator random;
    private final long startedAt;
    private Route route;
    private int[] tries;
    /** Nanoseconds after the start before which a target is left alone. */
    private long[] notBefore;

    private int attemptsHere;
    private int attempts;

    /** Asks for an upstream's load now. */
    @FunctionalInterface
    public interface Loads {
        UpstreamLoad of(Route.Target target);
    }

    /** The choice: what is to be done now. */
    public sealed interface Choice {
        record Go(Route.Target target) implements Choice {}

        /** Nothing before {@code pause} has passed; then ask again. */
        record Wait(Duration pause) implements Choice {}

        /** Each of these could serve the request, and none has room. */
        record Full(List<Route.Target> targets) implements Choice {}

        /** No target of this model is left. */
        record Exhausted() implements Choice {}
    }

    /** The next step after a failure. */
    public enum Next {
        /** There is another attempt to make: ask {@link #choose}. */
        TRY_AGAIN,
        /** Nothing was wrong that another attempt could mend: what the provider answered is the answer. */
        PASS_ON,
        /** Another attempt could have helped, but all are used up. */
        USED_UP
    }

    /**
     * @param affinity null if any target is as good as another
     * @param random kept
     */
    public TargetSelector(Route route, @Nullable String affinity, RandomGenerator random, long now) {
        this.route = route;
        this.fallbacks = new Fallbacks(route);
        this.affinity = affinity;
        this.random = random;
        this.startedAt = now;
        this.tries = new int[route.targets().size()];
        this.notBefore = new long[tries.length];
    }

    /** The model whose targets are being tried. */
    public Route route() {
        return route;
    }

    /** How many attempts have been made, over all models. */
    public int attempts() {
        return attempts;
    }

    /** Chooses where the next attempt goes: well before ejected, with room before full, untried before tried. */
    public Choice choose(Loads loads, long now) {
        int size = tries.length;
        if (size == 1 && tries[0] == 0 && route.targets().getFirst().weight() > 0) {
            return chooseOnly(route.targets().getFirst(), loads);
        }
        UpstreamLoad[] load = new UpstreamLoad[size];
        boolean anyWell = false;
        for (int i = 0; i < size; i++) {
            load[i] = loads.of(route.targets().get(i));
            anyWell |= isLeft(i) && load[i].well();
        }
        if (!anyWell && attemptsHere == 0 && mayFallBack(loads)) {
            return new Choice.Exhausted();
        }
        return chooseOpen(load, anyWell, now - startedAt);
    }

    private Choice chooseOnly(Route.Target only, Loads loads) {
        UpstreamLoad load = loads.of(only);
        if (!load.well() && mayFallBack(loads)) {
            return new Choice.Exhausted();
        }
        return load.hasRoom() ? new Choice.Go(only) : new Choice.Full(List.of(only));
    }

    private Choice chooseOpen(UpstreamLoad[] load, boolean anyWell, long elapsed) {
        int size = load.length;
        long soonest = NEVER;
        int[] open = new int[size];
        int count = 0;
        boolean allFull = true;
        for (int i = 0; i < size; i++) {
            // when all are ejected, one is tried all the same: it may be well again, and refusing helps nobody
            if (isLeft(i) && (load[i].well() || !anyWell)) {
                soonest = Math.min(soonest, notBefore[i]);
                if (notBefore[i] <= elapsed) {
                    open[count++] = i;
                    allFull &= !load[i].hasRoom();
                }
            }
        }
        if (count == 0) {
            return soonest == NEVER
                    ? new Choice.Exhausted()
                    : new Choice.Wait(Duration.ofNanos(Math.max(1, soonest - elapsed)));
        }
        if (allFull) {
            return new Choice.Full(
                    Arrays.stream(open, 0, count).mapToObj(route.targets()::get).toList());
        }
        count = leastTried(open, count, load);
        if (!anyWell) {
            count = soonestBack(open, count, load);
        }
        return new Choice.Go(route.targets().get(Balancing.choose(route, open, count, load, affinity, random)));
    }

    /** Whether a model to fall back to is better off than one whose targets are all left alone. */
    private boolean mayFallBack(Loads loads) {
        return fallbacks
                .left()
                .flatMap(fallback -> fallback.targets().stream())
                .anyMatch(target -> target.weight() > 0
                        && loads.of(target).well()
                        && loads.of(target).hasRoom());
    }

    private boolean isLeft(int i) {
        return notBefore[i] != NEVER && route.targets().get(i).weight() > 0;
    }

    /** Keeps those that will be well again first. */
    private static int soonestBack(int[] open, int count, UpstreamLoad[] load) {
        long soonest = NEVER;
        for (int i = 0; i < count; i++) {
            soonest = Math.min(soonest, load[open[i]].leftAlone());
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (load[open[i]].leftAlone() == soonest) {
                open[kept++] = open[i];
            }
        }
        return kept;
    }

    private int leastTried(int[] open, int count, UpstreamLoad[] load) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (load[open[i]].hasRoom()) {
                least = Math.min(least, tries[open[i]]);
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (load[open[i]].hasRoom() && tries[open[i]] == least) {
                open[kept++] = open[i];
            }
        }
        return kept;
    }

    /** An attempt is being made. */
    public void started(Route.Target target) {
        count(target, 1);
    }

    /** An attempt does not count: the provider cannot have seen it. */
    public void uncount(Route.Target target) {
        count(target, -1);
    }

    private void count(Route.Target target, int one) {
        attempts += one;
        int i = route.targets().indexOf(target);
        // it may be one of the model from which we have fallen back in the meantime
        if (i >= 0) {
            tries[i] += one;
            attemptsHere += one;
        }
    }

    /**
     * An attempt has failed, and no other one is running.
     *
     * @param otherServer whether the target's provider has another server, to which the request can go at once
     * @param patience how long the request may still go on; a pause that takes longer is none
     */
    public Next failed(Route.Target target, AttemptFailure failure, boolean otherServer, long now, Duration patience) {
        if (!failedBeside(target, failure, otherServer, now, patience)) {
            return Next.PASS_ON;
        }
        if (patience.isZero() || patience.isNegative()) {
            return Next.USED_UP;
        }
        ProviderRefusal refused = fallbacks.refusal(failure);
        if (refused != ProviderRefusal.NONE) {
            return goOn(fallbacks.next(refused)) ? Next.TRY_AGAIN : Next.PASS_ON;
        }
        boolean mayTryHere = attemptsHere <= route.retry().attempts() && anyLeft();
        return mayTryHere || fallBack() ? Next.TRY_AGAIN : Next.USED_UP;
    }

    /**
     * An attempt has failed while another one is running, on which it now depends.
     *
     * @return false if no other attempt could end better
     */
    public boolean failedBeside(
            Route.Target target, AttemptFailure failure, boolean otherServer, long now, Duration patience) {
        if (fallbacks.refusal(failure) != ProviderRefusal.NONE) {
            return true;
        }
        int i = route.targets().indexOf(target);
        int triesThere = i < 0 ? 1 : Math.max(1, tries[i]);
        RetryRule.Verdict verdict = RetryRule.judge(failure, triesThere, route.retry(), random.nextDouble());
        if (verdict instanceof RetryRule.Verdict.PassOn) {
            return false;
        }
        if (i >= 0 && otherServer && !(failure instanceof AttemptFailure.Unsupported)) {
            notBefore[i] = 0;
        } else if (i >= 0) {
            notBefore[i] =
                    verdict instanceof RetryRule.Verdict.AgainAfter(Duration pause) && pause.compareTo(patience) < 0
                            ? now - startedAt + pause.toNanos()
                            : NEVER;
        }
        return true;
    }

    private boolean anyLeft() {
        for (int i = 0; i < tries.length; i++) {
            if (isLeft(i)) {
                return true;
            }
        }
        return false;
    }

    /** Goes on with the next fallback model; false if there is none. */
    public boolean fallBack() {
        return goOn(fallbacks.next());
    }

    private boolean goOn(@Nullable Route next) {
        if (next == null) {
            return false;
        }
        route = next;
        tries = new int[route.targets().size()];
        notBefore = new long[tries.length];
        attemptsHere = 0;
        return true;
    }

    /** Targets that a second attempt beside a running one could go to: untried, well and with room. */
    public List<Route.Target> besides(Loads loads) {
        List<Route.Target> others = new ArrayList<>();
        for (int i = 0; i < tries.length; i++) {
            UpstreamLoad load = loads.of(route.targets().get(i));
            if (tries[i] == 0 && isLeft(i) && load.well() && load.hasRoom()) {
                others.add(route.targets().get(i));
            }
        }
        return others;
    }
}
