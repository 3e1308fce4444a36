package dev.sluicegate.router.config;

import java.util.List;

/** The result of reading a file of keys. */
public sealed interface KeysReading {
    record Valid(KeysFile file) implements KeysReading {}

    /** @param errors at least one; none of them repeats a key, or anything that could be one */
    record Invalid(List<ConfigError> errors) implements KeysReading {}
}
