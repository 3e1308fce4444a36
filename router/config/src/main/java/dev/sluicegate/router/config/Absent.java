package dev.sluicegate.router.config;

import org.jspecify.annotations.Nullable;

/** What stands in for a field that a config leaves out. */
final class Absent {
    private Absent() {}

    static <T> T or(@Nullable T value, T absent) {
        return value == null ? absent : value;
    }
}
