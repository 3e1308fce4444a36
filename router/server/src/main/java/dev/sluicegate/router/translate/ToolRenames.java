package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of tools that a provider does not take as they are, because they are too long or have other characters than letters,
 * digits, {@code _} and {@code -}. The same name becomes the same one in each request, so nothing needs to be kept between them.
 */
final class ToolRenames {
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]");
    private static final int DIGEST = 8;

    private final int longest;
    private final Map<String, String> originals = new HashMap<>();

    ToolRenames(int longest) {
        this.longest = longest;
    }

    /** Renames the tools of a chat completion's request, wherever they are named. */
    static ToolRenames inChat(ObjectNode chat, int longest) {
        ToolRenames renames = new ToolRenames(longest);
        for (JsonNode tool : chat.path("tools")) {
            renames.rename(tool.path("function"));
        }
        renames.rename(chat.path("tool_choice").path("function"));
        for (JsonNode message : chat.path("messages")) {
            for (JsonNode call : message.path("tool_calls")) {
                renames.rename(call.path("function"));
            }
        }
        return renames;
    }

    /** The same of a request for a message. */
    static ToolRenames inMessage(ObjectNode request, int longest) {
        ToolRenames renames = new ToolRenames(longest);
        request.path("tools").forEach(renames::rename);
        renames.rename(request.path("tool_choice"));
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    renames.rename(block);
                }
            }
        }
        return renames;
    }

    private void rename(JsonNode holder) {
        String name = holder.path("name").asText("");
        if (holder instanceof ObjectNode named && !name.isEmpty()) {
            String allowed = OTHER.matcher(name).replaceAll("_");
            if (name.length() > longest || !allowed.equals(name)) {
                String beginning = allowed.substring(0, Math.min(allowed.length(), longest - DIGEST - 1));
                String renamed =
                        beginning + "_" + Sha256.hex(name.getBytes(UTF_8)).substring(0, DIGEST);
                originals.put(renamed, name);
                named.put("name", renamed);
            }
        }
    }

    /** Gives the calls in an answer, or in an event of one, the names that their client knows. */
    JsonNode restore(JsonNode answer) {
        if (originals.isEmpty()) {
            return answer;
        }
        for (JsonNode choice : answer.path("choices")) {
            for (String holder : new String[] {"delta", "message"}) {
                for (JsonNode call : choice.path(holder).path("tool_calls")) {
                    restoreName(call.path("function"));
                }
            }
        }
        restoreName(answer.path("content_block"));
        answer.path("content").forEach(this::restoreName);
        return answer;
    }

    private void restoreName(JsonNode holder) {
        String original = originals.get(holder.path("name").asText(""));
        if (original != null && holder instanceof ObjectNode named) {
            named.put("name", original);
        }
    }
}
