package dev.sluicegate.operator.api;

import org.jspecify.annotations.Nullable;

/**
 * The restarts that a revision has had. Another token is another revision.
 *
 * @param spec of {@code rollout.restart.token}; empty if there is none
 * @param annotation of the annotation {@code sluicegate.dev/restartedAt}; empty if there is none
 */
public record RestartTokens(String spec, String annotation) {
    public static final RestartTokens NONE = new RestartTokens("", "");

    /** Null is none. */
    public static RestartTokens of(@Nullable String spec, @Nullable String annotation) {
        return new RestartTokens(spec == null ? "" : spec, annotation == null ? "" : annotation);
    }

    /** What is hashed into a revision's name. Without an annotation it is the token of the spec, as in the first release. */
    public String text() {
        return annotation.isEmpty() ? spec : spec + "\n" + annotation;
    }
}
