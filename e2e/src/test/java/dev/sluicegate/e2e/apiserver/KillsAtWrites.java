package dev.sluicegate.e2e.apiserver;

import org.jspecify.annotations.Nullable;

/**
 * Kills the operator before a write and, when the next operator makes its first write, after that one: the API server has taken it, and
 * nobody has learnt it. So with {@code every} 1 no operator makes two writes, and each write that is made was killed for twice. Safe
 * for any thread.
 */
public final class KillsAtWrites implements ApiFaults {
    private final int every;
    private final int most;
    private @Nullable OperatorOnHost target;
    private boolean afterIsNext;
    private int passed;
    private int dead;
    private int before;
    private int after;

    /**
     * Kills none before it is aimed.
     *
     * @param every kills at each write if 1, at every second if 2
     * @param most at how many writes at most
     */
    public KillsAtWrites(int every, int most) {
        this.every = every;
        this.most = most;
    }

    /** From now on this one is killed; null spares it. */
    public synchronized void aim(@Nullable OperatorOnHost operator) {
        target = operator;
    }

    @Override
    public synchronized Fate fate(ApiCall call) {
        OperatorOnHost operator = target;
        if (call.life() <= dead) {
            return new Fate.Lost();
        }
        if (operator == null || !call.isWrite()) {
            return new Fate.Passed();
        }
        if (afterIsNext) {
            return new Fate.Passed();
        }
        passed++;
        if (passed < every || before == most) {
            return new Fate.Passed();
        }
        before++;
        afterIsNext = true;
        kill(operator, call, "before");
        return new Fate.Lost();
    }

    @Override
    public synchronized void answered(ApiCall call, int status) {
        OperatorOnHost operator = target;
        // a write that was refused has changed nothing, and each life would begin with it
        if (operator != null && afterIsNext && call.isWrite() && call.life() > dead && status < 300) {
            after++;
            afterIsNext = false;
            passed = 0;
            kill(operator, call, "after");
        }
    }

    /** When this returns, it does nothing more: it never gets the answer that is about to be passed on. */
    private void kill(OperatorOnHost operator, ApiCall call, String when) {
        dead = call.life();
        System.err.println("killed " + when + " " + call);
        operator.kill();
    }

    /** How many times the operator was killed before a write. */
    public synchronized int killedBefore() {
        return before;
    }

    /** How many times the operator was killed after a write. */
    public synchronized int killedAfter() {
        return after;
    }
}
