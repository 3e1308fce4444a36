package dev.sluicegate.operator.model;

/**
 * The ends of a pod's routers, one after the other, of which the last came without a word about what it cut.
 *
 * @param count of all of them
 * @param last how that one ended, as in {@code OOMKilled, exit code 137 (signal 9)}
 */
public record RouterCrashes(int count, String last) {}
