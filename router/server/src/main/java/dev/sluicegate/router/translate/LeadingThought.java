package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The thought with which an answer that is still under way has to begin while {@code thinking} is {@code enabled}. An answer is under way from the
 * user's last question over all calls of tools and their results. Anthropic refuses a request where that thought is missing, and recommends
 * to switch thinking off for it; the thoughts of earlier answers may be missing. Adaptive thinking asks for none.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/thinking-tool-workflows">Thinking with tools</a>
 * @see <a href="https://github.com/BerriAI/litellm/issues/9020">The refusal</a>
 */
final class LeadingThought {
    private static final String THINKING = "thinking";
    private static final String EDITS = "context_management";

    private LeadingThought() {}

    /**
     * Switches thinking off if the thought is missing. The field is taken out and not set to {@code disabled}, which some models refuse; each model
     * that takes {@code enabled} does not think without it.
     *
     * @param request for a message, in Anthropic's words
     * @return the fields that were left out
     */
    static List<String> settle(ObjectNode request) {
        if (!request.at("/thinking/type").asText().equals("enabled") || isThere(request.path("messages"))) {
            return List.of();
        }
        List<String> left = new ArrayList<>(List.of(THINKING));
        request.remove(THINKING);
        if (removeEdits(request)) {
            left.add(EDITS);
        }
        return left;
    }

    private static boolean isThere(JsonNode messages) {
        int first = messages.size();
        while (first > 0 && !isQuestion(messages.get(first - 1))) {
            first--;
        }
        return first == messages.size()
                || messages.get(first).at("/content/0/type").asText().endsWith(THINKING);
    }

    private static boolean isQuestion(JsonNode message) {
        if (!message.path("role").asText().equals("user")) {
            return false;
        }
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals("tool_result")) {
                return false;
            }
        }
        return true;
    }

    /** The edits that clear thoughts are refused where there is no thinking; Claude Code sends one with each request. */
    private static boolean removeEdits(ObjectNode request) {
        if (!(request.path(EDITS).path("edits") instanceof ArrayNode edits)) {
            return false;
        }
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode edit : edits) {
            if (!edit.path("type").asText().startsWith("clear_thinking")) {
                others.add(edit);
            }
        }
        boolean found = others.size() < edits.size();
        if (found && others.isEmpty()) {
            request.remove(EDITS);
        } else if (found) {
            edits.removeAll().addAll(others);
        }
        return found;
    }
}
