package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Anthropic's rules for the thoughts in a conversation, in the words of its refusals.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/thinking-tool-workflows">Thinking with tools</a>
 * @see <a href="https://github.com/BerriAI/litellm/issues/9020">A missing thought</a>
 * @see <a href="https://github.com/WordPress/ai-provider-for-anthropic/issues/30">A missing signature</a>
 * @see <a href="https://github.com/anthropics/claude-code/issues/11971">An edit of thoughts without thinking</a>
 */
final class AnthropicThoughts {
    /** What every signature begins with that this provider has made. */
    private static final String SIGNATURE = "EqQB";

    private AnthropicThoughts() {}

    static Optional<String> refusal(JsonNode request) {
        for (int m = 0; m < request.path("messages").size(); m++) {
            for (JsonNode block : request.at("/messages/" + m + "/content")) {
                Optional<String> wrong = wrong(block, m);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        String thinking = request.at("/thinking/type").asText("disabled");
        boolean clears = request.at("/context_management/edits").toString().contains("clear_thinking");
        if (clears && thinking.equals("disabled")) {
            return Optional.of("`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive");
        }
        return thinking.equals("enabled") ? missing(request) : Optional.empty();
    }

    private static Optional<String> wrong(JsonNode block, int message) {
        String field = switch (block.path("type").asText()) {
            case "thinking" -> "signature";
            case "redacted_thinking" -> "data";
            default -> "";
        };
        if (field.isEmpty() || block.path(field).asText().startsWith(SIGNATURE)) {
            return Optional.empty();
        }
        return Optional.of("messages." + message + ".content.0"
                + (block.has(field)
                        ? ": Invalid `signature` in `thinking` block"
                        : ".thinking.signature: Field required"));
    }

    /** The answer that is under way, over all calls and results, begins with a thought. */
    private static Optional<String> missing(JsonNode request) {
        List<String> types = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            boolean results = message.path("content").toString().contains("\"tool_result\"");
            if (message.path("role").asText().equals("assistant")) {
                types.add(message.at("/content/0/type").asText("text"));
            } else if (!results) {
                types.clear();
            }
        }
        return types.isEmpty() || types.getFirst().endsWith("thinking")
                ? Optional.empty()
                : Optional.of("messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `"
                        + types.getFirst()
                        + "`. When `thinking` is enabled, a final `assistant` message must start with a thinking block. To avoid this"
                        + " requirement, disable `thinking`.");
    }
}
