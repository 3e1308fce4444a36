package dev.sluicegate.operator.rollout;

/** What is promised, checked as the simulated world goes on. */
final class Invariants {
    private Invariants() {}

    /** A promise that the decision broke. */
    static final class Broken extends AssertionError {
        Broken(String message) {
            super(message);
        }
    }

    static void check(boolean kept, String message) {
        if (!kept) {
            throw new Broken(message);
        }
    }
}
