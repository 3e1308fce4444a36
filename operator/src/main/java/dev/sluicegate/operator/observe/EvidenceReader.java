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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The reader of the evidence of pods that have failed: what kubelet says of them, and what their routers say of themselves. Safe for any thread. */
public final class EvidenceReader {
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
        List<Pod> asked = token.isEmpty()
                ? List.of()
                : pods.stream().filter(PodReader::canBeAsked).toList();
        Map<String, RouterClient.Answer> answers = client.getAll(asked, token, AdminApi.DIAGNOSTICS);
        return pods.stream()
                .map(pod -> evidence(pod, because, now, diagnosis(pod, token, answers)))
                .toList();
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
        Optional<ContainerStateTerminated> ended = EndReader.last(status);
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

    private static JsonNode diagnosis(Pod pod, String token, Map<String, RouterClient.Answer> answers) {
        if (!PodReader.canBeAsked(pod)) {
            return TextNode.valueOf("none: no router runs in it");
        }
        if (token.isEmpty()) {
            return TextNode.valueOf("none: the token of its admin port is not known");
        }
        return Optional.ofNullable(answers.get(pod.getMetadata().getName()))
                .map(EvidenceReader::read)
                .orElseGet(() -> TextNode.valueOf(
                        "none: its router did not answer within " + RouterClient.ANSWER_WITHIN.toSeconds() + " s"));
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
