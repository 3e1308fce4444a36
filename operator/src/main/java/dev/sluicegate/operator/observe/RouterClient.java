package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The way to the admin port of a pod's router: one request, and its whole answer within a deadline. */
@FunctionalInterface
public interface RouterClient {
    /** The longest time that a router has to answer a question. */
    Duration ANSWER_WITHIN = Duration.ofSeconds(1);

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

    /**
     * Asks all these routers at the same time, and waits for them for {@link #ANSWER_WITHIN} in all.
     *
     * @return the whole answers by the names of their pods; a pod that did not give one in time is not among them
     */
    default Map<String, Answer> getAll(Collection<Pod> pods, String token, String path) {
        Map<String, Future<Optional<Answer>>> asked = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            pods.forEach(pod -> asked.put(
                    pod.getMetadata().getName(),
                    threads.submit(() -> send(pod, token, "GET", path, new byte[0], ANSWER_WITHIN))));
        }
        Map<String, Answer> answers = new HashMap<>();
        asked.forEach((name, answer) -> answer.resultNow().ifPresent(it -> answers.put(name, it)));
        return answers;
    }
}
