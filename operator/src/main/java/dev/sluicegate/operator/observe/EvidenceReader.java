package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluicegate.operator.render.PodEvidence;
import dev.sluicegate.operator.render.PodEvidence.ContainerEvidence;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The reader of the evidence of pods that have failed: what kubelet says of them, and what their routers say of themselves. Safe for any thread. */
public final class EvidenceReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final RouterClient client;

    public EvidenceReader(RouterClient client) {
        this.client = client;
    }

    /**
     * The evidence of these pods. Takes a second at most: all routers are asked at the same time.
     *
     * @param token empty if it is not known: then no router can be asked
     * @param because for what they are given up
     */
    public List<PodEvidence> read(List<Pod> pods, String token, String because, Instant now) {
        List<Future<JsonNode>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            pods.forEach(pod -> answers.add(threads.submit(() -> diagnosis(pod, token))));
        }
        List<PodEvidence> evidence = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            evidence.add(evidence(pods.get(i), because, now, answers.get(i).resultNow()));
        }
        return evidence;
    }

    private static PodEvidence evidence(Pod pod, String because, Instant now, JsonNode diagnosis) {
        return new PodEvidence(
                pod.getMetadata().getName(),
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                because,
                pod.getSpec().getNodeName(),
                pod.getStatus() == null
                        ? "Pending"
                        : Objects.requireNonNullElse(pod.getStatus().getPhase(), "Pending"),
                Optional.ofNullable(ProblemReader.read(pod)).map(Problem::text).orElse(null),
                pod.getStatus() == null
                        ? List.of()
                        : ProblemReader.containers(pod.getStatus())
                                .map(EvidenceReader::container)
                                .toList(),
                diagnosis);
    }

    private static ContainerEvidence container(ContainerStatus status) {
        Optional<ContainerStateTerminated> ended = Optional.ofNullable(ProblemReader.lastEnd(status));
        return new ContainerEvidence(
                status.getName(),
                Objects.requireNonNullElse(status.getRestartCount(), 0),
                Optional.ofNullable(status.getState()).map(EvidenceReader::text).orElse("unknown"),
                ended.map(ContainerStateTerminated::getExitCode).orElse(null),
                ended.map(ContainerStateTerminated::getReason).orElse(null),
                ended.map(ContainerStateTerminated::getFinishedAt).orElse(null),
                ended.map(ContainerStateTerminated::getMessage).orElse(null));
    }

    private static String text(ContainerState state) {
        if (state.getRunning() != null) {
            return "running";
        }
        return state.getWaiting() == null
                ? "terminated"
                : "waiting: " + Objects.requireNonNullElse(state.getWaiting().getReason(), "");
    }

    private JsonNode diagnosis(Pod pod, String token) {
        if (!PodReader.canBeAsked(pod)) {
            return TextNode.valueOf("none: no router runs in it");
        }
        if (token.isEmpty()) {
            return TextNode.valueOf("none: the token of its admin port is not known");
        }
        return client.send(pod, token, "GET", AdminApi.DIAGNOSTICS, new byte[0], TIMEOUT)
                .map(EvidenceReader::read)
                .orElseGet(
                        () -> TextNode.valueOf("none: its router did not answer within " + TIMEOUT.toSeconds() + " s"));
    }

    private static JsonNode read(RouterClient.Answer answer) {
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            return TextNode.valueOf("none: its router answered " + AdminApi.DIAGNOSTICS + " with " + answer.status());
        }
        try {
            return PodEvidence.diagnosis(MAPPER.readTree(answer.body()));
        } catch (IOException e) {
            return TextNode.valueOf("none: the answer of its router cannot be read");
        }
    }
}
