package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;

/** The way to the admin port of a pod's router: one request, and its whole answer within a deadline. */
@FunctionalInterface
public interface RouterClient {
    /**
     * A whole answer.
     *
     * @param status HTTP's
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Answer(int status, byte[] body) {}

    /**
     * Sends a request.
     *
     * @param body JSON; empty for none
     * @return empty if there is nobody to ask, or no whole answer in time
     */
    Optional<Answer> send(Pod pod, String token, String method, String path, byte[] body, Duration deadline);
}
