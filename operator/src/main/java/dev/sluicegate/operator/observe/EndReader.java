package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reader of how the processes of a container have ended. */
final class EndReader {
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    /** A process that was ended by a signal has this and the signal's number as its exit code. */
    private static final int SIGNALS = 128;

    private static final int LAST_SIGNAL = 31;

    private EndReader() {}

    /** Of the latest process; empty if it runs, or has never run. */
    static Optional<ContainerStateTerminated> latest(ContainerStatus container) {
        return end(container.getState());
    }

    /** Of the process before the latest one; empty if there was none. */
    static Optional<ContainerStateTerminated> previous(ContainerStatus container) {
        return end(container.getLastState());
    }

    /** The last one of all; empty if none has ended. */
    static Optional<ContainerStateTerminated> last(ContainerStatus container) {
        return latest(container).or(() -> previous(container));
    }

    static int exitCode(ContainerStateTerminated end) {
        return Objects.requireNonNullElse(end.getExitCode(), 0);
    }

    /** The exit code for people, as in {@code exit code 137 (signal 9)}. */
    static String exit(ContainerStateTerminated end) {
        int code = exitCode(end);
        return "exit code " + code
                + (code > SIGNALS && code <= SIGNALS + LAST_SIGNAL ? " (signal " + (code - SIGNALS) + ")" : "");
    }

    /** How it ended for people, as in {@code OOMKilled, exit code 137 (signal 9)}. */
    static String describe(ContainerStateTerminated end) {
        return Objects.requireNonNullElse(end.getReason(), "Error") + ", " + exit(end);
    }

    /** What it said that it cut: the router's last line is JSON with its outcomes. Empty if it ended without saying. */
    static Optional<Long> cut(ContainerStateTerminated end) {
        if (end.getMessage() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                            MAPPER.readTree(end.getMessage()).path("outcomes").path("cut"))
                    .filter(it -> it.isIntegralNumber())
                    .map(it -> it.asLong());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<ContainerStateTerminated> end(@Nullable ContainerState state) {
        return Optional.ofNullable(state).map(ContainerState::getTerminated);
    }
}
