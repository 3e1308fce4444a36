package dev.sluicegate.router.config;

/**
 * One thing that is wrong with a config.
 *
 * @param path where, such as {@code providers[1].baseUrl}; empty for the file as a whole
 * @param message what is wrong and what to write instead, one sentence without a full stop
 */
public record ConfigError(String path, String message) {
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
