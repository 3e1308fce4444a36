package dev.sluicegate.operator.rollout;

/**
 * The ends of a pod's routers, one after the other, of which the last came without a word about what it cut; {@link #NONE} if there was no such end.
 *
 * @param count of all of them
 * @param last how that one ended, as in {@code OOMKilled, exit code 137 (signal 9)}
 */
public record RouterCrashes(int count, String last) {
    public static final RouterCrashes NONE = new RouterCrashes(0, "");
}
