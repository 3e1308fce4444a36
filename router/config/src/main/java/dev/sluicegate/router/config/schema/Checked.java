package dev.sluicegate.router.config.schema;

import java.util.Set;
import java.util.function.BiConsumer;

/** A block whose fields must agree with each other. Called once each of them is well by itself. */
public interface Checked {
    void check(Checks checks);

    /** The notes of a block about what is wrong with it. Not thread-safe. */
    final class Checks {
        private final String path;
        private final BiConsumer<String, String> errors;

        /**
         * @param path the block's; empty for the whole file
         * @param errors takes the path and the sentence of whatever is wrong
         */
        public Checks(String path, BiConsumer<String, String> errors) {
            this.path = path;
            this.errors = errors;
        }

        /** @param field below the block, such as {@code targets[0].weight}; empty for the block itself */
        public void error(String field, String message) {
            errors.accept(path.isEmpty() || field.isEmpty() ? path + field : path + "." + field, message);
        }

        public void require(boolean holds, String field, String message) {
            if (!holds) {
                error(field, message);
            }
        }

        /** Refuses a name that stands in {@code seen} already, and adds it. */
        public void unique(String field, String name, Set<String> seen, String message) {
            require(seen.add(name), field, "'" + name + "' " + message);
        }
    }
}
