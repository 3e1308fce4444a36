package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.api.RolloutSpec.Restart;
import dev.sluicegate.router.config.BlockReader;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A restart that is asked for on the gateway and not in its spec, so that no GitOps tool takes it back. The annotation is any text, and
 * another one restarts every pod; or it is JSON with the fields of {@code spec.rollout.restart}.
 *
 * @param text of the annotation; empty if there is none
 */
public record RequestedRestart(String text, Restart restart) {
    /** On a gateway, called as the one that {@code kubectl rollout restart} writes. */
    public static final String ANNOTATION = "sluicegate.dev/restartedAt";

    static final RequestedRestart NONE = new RequestedRestart("", Restart.NONE);

    private static final int LONGEST_TOKEN = 256;
    private static final int LONGEST = 1024;

    /** The result of reading the annotation, which anybody may write. */
    sealed interface Reading {
        /** An empty text asks for nothing. */
        record Valid(RequestedRestart asked) implements Reading {}

        /** It counts as if it had not been written. */
        record Faulty(String sentence) implements Reading {}
    }

    /** What is asked for. It stays asked for when the annotation is gone or unreadable: that shall not be another restart. */
    static RequestedRestart of(Map<String, String> annotations, String before) {
        return read(annotations.getOrDefault(ANNOTATION, "")) instanceof Reading.Valid(RequestedRestart asked)
                        && !asked.text.isEmpty()
                ? asked
                : of(before);
    }

    /** As it was written down. */
    static RequestedRestart of(String text) {
        return read(text) instanceof Reading.Valid(RequestedRestart asked) ? asked : NONE;
    }

    static Reading read(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > LONGEST) {
            return faulty("is longer than " + LONGEST + " characters");
        }
        if (!trimmed.startsWith("{")) {
            return trimmed.length() > LONGEST_TOKEN
                    ? faulty("is longer than " + LONGEST_TOKEN + " characters")
                    : new Reading.Valid(
                            trimmed.isEmpty()
                                    ? NONE
                                    : new RequestedRestart(trimmed, new Restart(trimmed, false, null)));
        }
        BlockReader reader = BlockReader.ofGateway((path, _) -> {
            throw new IllegalArgumentException(path + " is no field of a restart");
        });
        Restart restart = reader.read(trimmed.getBytes(UTF_8), Restart.class);
        if (restart == null || !reader.errors().isEmpty()) {
            return faulty("is no restart: "
                    + reader.errors().stream().map(ConfigError::toString).collect(Collectors.joining("; ")));
        }
        return restart.token() == null || restart.token().isEmpty()
                ? faulty("has no token")
                : new Reading.Valid(new RequestedRestart(trimmed, restart));
    }

    private static Reading faulty(String what) {
        return new Reading.Faulty(
                "the annotation %s %s; it counts as if it had not been written".formatted(ANNOTATION, what));
    }
}
