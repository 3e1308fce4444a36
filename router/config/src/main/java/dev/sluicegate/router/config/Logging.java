package dev.sluicegate.router.config;

/**
 * What the router writes to its standard output.
 *
 * @param level {@link Level#INFO} when absent
 * @param accessLog whether each request leaves a line; true when absent
 * @param prompts whether that line holds the request's body, as far as it was read; false when absent
 */
public record Logging(Level level, boolean accessLog, boolean prompts) {
    public static final Logging DEFAULT = new Logging(Level.INFO, true, false);

    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
