package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The thoughts in a conversation that Anthropic will not take: it checks their signatures, and refuses the whole request for one that is not its own. Those
 * with a signature of the router's are another provider's, and are known before. What is wrong with others, such as an empty or a lost signature, only
 * the refusal tells, since other providers of this protocol take them.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting">Thinking blocks that were changed</a>
 */
public final class UnsignedThoughts {
    /** The thoughts that are taken out of a conversation. */
    public enum Cut {
        NONE,
        /** Those of other providers. */
        OTHERS,
        ALL
    }

    private static final byte[] MARK = ThoughtSignature.OURS.getBytes(UTF_8);

    /** What a refusal says beside the word "thinking" if it is about thoughts in the conversation. */
    private static final List<String> WORDS =
            List.of("signature", "Expected `thinking`", "cannot be modified", "different conversation");

    private UnsignedThoughts() {}

    /** The bytes that stand in each request which may have one of another provider. Its first byte stands in it once. */
    public static byte[] mark() {
        return MARK.clone();
    }

    /** Whether an answer of status 400 refuses a thought, or misses one. */
    public static boolean areRefused(byte[] refusal) {
        String text = new String(refusal, UTF_8);
        return text.contains("thinking") && WORDS.stream().anyMatch(text::contains);
    }

    /**
     * Takes them out of a request for a message, and switches thinking off where it cannot go on without them.
     *
     * @param body what is not JSON comes back as it is
     */
    public static FieldCut cut(byte[] body, Cut which) {
        try {
            return which != Cut.NONE && Json.readStrictly(body) instanceof ObjectNode request
                    ? cut(body, request, which)
                    : unchanged(body);
        } catch (IOException e) {
            return unchanged(body);
        }
    }

    private static FieldCut cut(byte[] body, ObjectNode request, Cut which) {
        List<String> found = new ArrayList<>(0);
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode each : request.path("messages")) {
            boolean less = each instanceof ObjectNode message && removeFrom(message, which);
            if (less) {
                found = new ArrayList<>(List.of("messages.thinking"));
            }
            // Anthropic takes no empty turns
            if (!less || !each.path("content").isEmpty()) {
                messages.add(each);
            }
        }
        if (request.path("messages") instanceof ArrayNode all && all.size() > messages.size()) {
            all.removeAll().addAll(messages);
        }
        if (!found.isEmpty() || which == Cut.ALL) {
            found.addAll(LeadingThought.settle(request));
        }
        return found.isEmpty() ? unchanged(body) : new FieldCut(Json.bytes(request), List.copyOf(found));
    }

    private static boolean removeFrom(ObjectNode message, Cut which) {
        if (!(message.path("content") instanceof ArrayNode content)) {
            return false;
        }
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode block : content) {
            if (!block.path("type").asText().endsWith("thinking") || (which == Cut.OTHERS && !isOthers(block))) {
                others.add(block);
            }
        }
        boolean found = others.size() < content.size();
        if (found) {
            content.removeAll().addAll(others);
        }
        return found;
    }

    private static boolean isOthers(JsonNode thought) {
        String signature =
                thought.path("signature").asText("") + thought.path("data").asText("");
        return signature.startsWith(ThoughtSignature.OURS);
    }

    private static FieldCut unchanged(byte[] body) {
        return new FieldCut(body, List.of());
    }
}
