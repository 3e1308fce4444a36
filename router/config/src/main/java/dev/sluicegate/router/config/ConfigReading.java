package dev.sluicegate.router.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * @param errors at least one
     * @param config what could be read all the same, so that the files that it names can be looked at too; null if a field is unreadable
     */
    record Invalid(List<ConfigError> errors, @Nullable RouterConfig config) implements ConfigReading {}

    /**
     * One thing that is wrong with a config.
     *
     * @param path where, such as {@code providers[1].baseUrl} or {@code environment variable PORT}; empty for the file as a whole
     * @param message what is wrong and what to write instead, one sentence without a full stop
     * @param line of the file, from 1; 0 if it is not known
     */
    record ConfigError(String path, String message, int line) {
        private static final String VARIABLE = "environment variable ";

        /** On an unknown line. */
        public ConfigError(String path, String message) {
            this(path, message, 0);
        }

        /** An error in a variable of the environment, which stands in no file. */
        public static ConfigError ofVariable(String name, String message) {
            return new ConfigError(VARIABLE + name, message);
        }

        /** The same for a file in which the config is the content of this block. */
        public ConfigError inBlock(String block) {
            if (path.startsWith(VARIABLE)) {
                return this;
            }
            return new ConfigError(path.isEmpty() ? block : block + "." + path, message, line);
        }

        /** The same on this line. */
        public ConfigError at(int number) {
            return new ConfigError(path, message, number);
        }

        /** As compilers write it, {@code llm.yaml:12: providers[1].baseUrl: …}, so that editors find the place. Without the file if it is not there. */
        public String in(String file) {
            return path.startsWith(VARIABLE) ? withPath() : file + (line > 0 ? ":" + line : "") + ": " + withPath();
        }

        private String withPath() {
            return path.isEmpty() ? message : path + ": " + message;
        }

        /** With the line where it is known, and without a file. */
        @Override
        public String toString() {
            return line > 0 ? "line " + line + ": " + withPath() : withPath();
        }
    }
}
