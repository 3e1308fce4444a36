package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import dev.sluicegate.operator.rollout.Invariants.Broken;
import dev.sluicegate.operator.rollout.Step.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Visits every state that a small world can come to, each once. The promises hold on the way, and from every state there is a way to
 * the end that is wanted.
 */
final class Exploration {
    /** There are more states than it may visit, so nothing is known of the rest. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge(String message) {
            super(message);
        }
    }

    private final SmallWorld world;
    private final Decision decision;
    private final int most;
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Long> keys = new ArrayList<>();
    private final List<int[]> predecessors = new ArrayList<>();
    private final Deque<SmallState> frontier = new ArrayDeque<>();
    private final BitSet ends = new BitSet();

    private Exploration(SmallWorld world, Decision decision, int most) {
        this.world = world;
        this.decision = decision;
        this.most = most;
    }

    /**
     * Explores it.
     *
     * @param most states; if there are more, the world is not explored, which is an error and no broken promise
     * @return how many states there are
     */
    static int of(SmallWorld world, Decision decision, int most) {
        Exploration exploration = new Exploration(world, decision, most);
        exploration.visitAll();
        exploration.checkEnds();
        return exploration.numbers.size();
    }

    private void visitAll() {
        number(world.start(), -1);
        for (int visited = 0; !frontier.isEmpty(); visited++) {
            SmallState state = frontier.remove();
            int from = visited;
            try {
                if (isEnd(state)) {
                    ends.set(from);
                }
                world.next(state, decision, next -> number(next, from));
            } catch (Broken broken) {
                throw new Broken(broken.getMessage() + trace(from));
            }
            if (numbers.size() > most) {
                throw new TooLarge("more than %,d states in %s".formatted(most, world));
            }
        }
    }

    private void number(SmallState state, int from) {
        long key = SmallKey.of(state);
        Integer known = numbers.get(key);
        if (known == null) {
            numbers.put(key, numbers.size());
            keys.add(key);
            frontier.add(state);
            predecessors.add(from < 0 ? new int[0] : new int[] {from});
        } else {
            int[] before = predecessors.get(known);
            int[] more = Arrays.copyOf(before, before.length + 1);
            more[before.length] = from;
            predecessors.set(known, more);
        }
    }

    /** It is what is wanted, and nothing is written any more. Where nothing was ever proven, a bad revision has nothing to stand in for it. */
    private boolean isEnd(SmallState state) {
        if (state.stage() + 1 < world.wishes().size() || !state.plan().isDone() || state.stale() != null) {
            return false;
        }
        Desired desired = world.desired(state);
        Step step = decision.decide(desired, SmallView.of(state), Scene.NOW);
        boolean proven = state.records().stream().anyMatch(it -> it.provenAt() != null);
        boolean wanted = switch (step.verdict()) {
            case Verdict.Converged _ ->
                state.open() == desired.replicas()
                        && !state.staysWhereItCannot()
                        && !SmallInvariants.isReplacementOwed(state, desired);
            // where it is proven itself, nothing better is known
            case Verdict.Stalled _ ->
                desired.revision().startsWith("bad") && (!proven || isStable(state, desired.revision()));
            case Verdict.RolledBack _ ->
                state.open() == desired.replicas()
                        && state.seats().stream().noneMatch(it -> it.revision().equals(desired.revision()));
            case Verdict.Rolling _,
                    Verdict.Scaling _,
                    Verdict.Moving _,
                    Verdict.Reloading _,
                    Verdict.Draining _,
                    Verdict.Paused _ -> false;
        };
        return wanted && step.actions().isEmpty();
    }

    private static boolean isStable(SmallState state, String revision) {
        return new Observed(state.records(), List.of())
                .stable()
                .filter(it -> it.revision().equals(revision))
                .isPresent();
    }

    private void checkEnds() {
        check(!ends.isEmpty(), () -> "18: %s never comes to its end".formatted(world));
        BitSet reached = new BitSet();
        Deque<Integer> waiting = new ArrayDeque<>();
        ends.stream().forEach(waiting::add);
        while (!waiting.isEmpty()) {
            int state = waiting.remove();
            if (!reached.get(state)) {
                reached.set(state);
                for (int before : predecessors.get(state)) {
                    waiting.add(before);
                }
            }
        }
        int all = numbers.size();
        check(
                reached.cardinality() == all,
                () -> "18: from %d of %d states of %s there is no way to its end%s"
                        .formatted(all - reached.cardinality(), all, world, trace(reached.nextClearBit(0))));
    }

    /** The shortest way to a state, for people: the states were numbered by their distance from the start. */
    private String trace(int last) {
        Deque<Integer> way = new ArrayDeque<>();
        for (int at = last; at > 0; at = predecessors.get(at)[0]) {
            way.addFirst(at);
        }
        StringBuilder lines = new StringBuilder("\n").append(world.start());
        SmallState state = world.start();
        for (int number : way) {
            state = next(state, keys.get(number)).orElseThrow();
            lines.append('\n').append(state);
        }
        return lines.toString();
    }

    private Optional<SmallState> next(SmallState state, long key) {
        List<SmallState> found = new ArrayList<>();
        try {
            world.next(state, decision, found::add);
        } catch (Broken broken) {
            throw new IllegalStateException("a promise is broken on a way that was gone before", broken);
        }
        return found.stream().filter(it -> SmallKey.of(it) == key).findFirst();
    }
}
