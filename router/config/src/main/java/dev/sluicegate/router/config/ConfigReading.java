package dev.sluicegate.router.config;

import java.util.List;

/** The result of reading a config. */
public sealed interface ConfigReading {
    /** @param hash names these exact bytes; see {@link RouterConfigReader#hash} */
    record Valid(RouterConfig config, String hash) implements ConfigReading {}

    /** @param errors at least one */
    record Invalid(List<ConfigError> errors) implements ConfigReading {}
}
