package dev.sluicegate.router.config;

import java.util.List;

/** The result of reading a config. */
public sealed interface ConfigReading {
    /**
     * @param hash names these exact bytes; see {@link RouterConfigReader#hash}
     * @param remarks what people should know of how it was read, a sentence each
     */
    record Valid(RouterConfig config, String hash, List<String> remarks) implements ConfigReading {
        public Valid {
            remarks = List.copyOf(remarks);
        }
    }

    /** @param errors at least one */
    record Invalid(List<ConfigError> errors) implements ConfigReading {}

    /**
     * One thing that is wrong with a config.
     *
     * @param path where, such as {@code providers[1].baseUrl}; empty for the file as a whole
     * @param message what is wrong and what to write instead, one sentence without a full stop
     */
    record ConfigError(String path, String message) {
        @Override
        public String toString() {
            return path.isEmpty() ? message : path + ": " + message;
        }
    }
}
