package dev.sluicegate.operator.rollout;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which state followed which, of things that come, change and go. Not thread-safe. */
final class Changes {
    /** Before a thing is there, and after it is gone. */
    static final String NOWHERE = "";

    private final Set<Change> seen = new TreeSet<>();
    private Map<String, String> states = new HashMap<>();

    /** A state after another. */
    record Change(String from, String to) implements Comparable<Change> {
        @Override
        public int compareTo(Change other) {
            return toString().compareTo(other.toString());
        }
    }

    /** Other things are looked at from now on. */
    void begin() {
        states = new HashMap<>();
    }

    /** The state of all things that are there. */
    void look(Map<String, String> now) {
        Set<String> names = new TreeSet<>(states.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            Change change = new Change(states.getOrDefault(name, NOWHERE), now.getOrDefault(name, NOWHERE));
            if (!change.from.equals(change.to)) {
                seen.add(change);
            }
        }
        states = new HashMap<>(now);
    }

    /** The state of a thing that was there when it was looked at last. */
    String last(String name, String ifNew) {
        return states.getOrDefault(name, ifNew);
    }

    Set<Change> seen() {
        return seen;
    }
}
