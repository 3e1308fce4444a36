package dev.sluicegate.operator.render;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one pod that has failed, as it was while the pod was still there. None of its texts is longer than the bounds here, whoever has
 * written them.
 *
 * @param pod its name
 * @param at when it was looked at, in UTC
 * @param because for what it was given up, for people
 * @param node that it was on; null if it had none
 * @param phase as Kubernetes says it
 * @param problem why it did not come up; null if nothing was known to be wrong
 * @param containers of it, the router first
 * @param diagnosis the router's own, without its config, which the record has; or in a sentence why there is none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"pod", "at", "because", "node", "phase", "problem", "containers", "diagnosis"})
public record PodEvidence(
        String pod,
        String at,
        String because,
        @Nullable String node,
        String phase,
        @Nullable String problem,
        List<ContainerEvidence> containers,
        JsonNode diagnosis) {
    /** The longest that kubelet keeps of one container: MaxContainerTerminationMessageLength in kubernetes/kubernetes, pkg/kubelet/container/runtime.go. */
    private static final int LONGEST_MESSAGE = 4096;

    private static final int LONGEST_SENTENCE = 400;
    private static final int LONGEST_DIAGNOSIS = 16 * 1024;
    private static final int MOST_CONTAINERS = 4;

    /** The record has it already. */
    private static final String CONFIG = "config";

    public PodEvidence {
        because = start(because, LONGEST_SENTENCE);
        problem = problem == null ? null : start(problem, LONGEST_SENTENCE);
        containers = containers.stream().limit(MOST_CONTAINERS).toList();
    }

    /**
     * One container.
     *
     * @param state what it does now, in Kubernetes' word
     * @param exitCode of its last end, as the next three are; null if it has not ended yet
     * @param reason in kubelet's word, such as OOMKilled
     * @param lastWords its termination message, or else the last lines of its log
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"name", "restarts", "state", "exitCode", "reason", "endedAt", "lastWords"})
    public record ContainerEvidence(
            String name,
            int restarts,
            String state,
            @Nullable Integer exitCode,
            @Nullable String reason,
            @Nullable String endedAt,
            @Nullable String lastWords) {
        public ContainerEvidence {
            state = start(state, LONGEST_SENTENCE);
            lastWords = lastWords == null ? null : end(lastWords.strip(), LONGEST_MESSAGE);
        }
    }

    /** The answer of a router to {@code /diagnostics} without its config; what has no room left is cut off, the last fields first. */
    public static JsonNode diagnosis(JsonNode said) {
        if (!said.isObject()) {
            return TextNode.valueOf(start(said.toString(), LONGEST_DIAGNOSIS));
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        int room = LONGEST_DIAGNOSIS;
        for (Map.Entry<String, JsonNode> field : said.properties()) {
            int length = field.getKey().length() + field.getValue().toString().length();
            if (!field.getKey().equals(CONFIG) && field.getKey().length() < room) {
                kept.set(
                        field.getKey(),
                        length <= room
                                ? field.getValue()
                                : TextNode.valueOf(start(
                                        field.getValue().toString(),
                                        room - field.getKey().length())));
                room -= Math.min(room, length);
            }
        }
        return kept;
    }

    private static String start(String text, int most) {
        return printable(text.length() <= most ? text : text.substring(0, most) + "…");
    }

    private static String end(String text, int most) {
        return printable(text.length() <= most ? text : "…" + text.substring(text.length() - most));
    }

    /** Colors and the like would make YAML quote a log in one long line. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}\\[[0-9;]*m", "")
                .replace("\t", "    ")
                .replaceAll("[\\p{Cntrl}&&[^\n]]|\\p{Cs}", "?");
    }
}
