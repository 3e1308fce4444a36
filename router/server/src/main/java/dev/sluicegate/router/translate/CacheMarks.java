package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The marks up to which Anthropic keeps a prompt in its cache. OpenAI's clients set them by the same name, on parts, on messages and on
 * tools.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching">Prompt caching</a>
 */
final class CacheMarks {
    static final String NAME = "cache_control";

    /** Anthropic refuses a request with more. */
    private static final int MOST = 4;

    private CacheMarks() {}

    /** Puts a client's mark on what it became. */
    static void copy(Fields from, ObjectNode to) {
        ObjectNode mark = from.tree(NAME);
        if (mark != null) {
            to.set(NAME, mark);
        }
    }

    /** A mark on a message is one on its last block. */
    static void copyToLast(Fields message, ArrayNode blocks, int before) {
        ObjectNode mark = message.tree(NAME);
        if (mark != null && blocks.size() > before) {
            ((ObjectNode) blocks.get(blocks.size() - 1)).set(NAME, mark);
        }
    }

    /**
     * Sees to it that there are as many marks as may be: the last ones, since each covers all that comes before it.
     *
     * @param own whether marks are set where the client has set none
     */
    static void settle(ObjectNode message, boolean own) {
        List<ObjectNode> marked = new ArrayList<>();
        collect(message.path("tools"), marked);
        collect(message.path("system"), marked);
        message.path("messages").forEach(turn -> collect(turn.path("content"), marked));
        int most = message.has(NAME) ? MOST - 1 : MOST;
        for (int surplus = 0; surplus < marked.size() - most; surplus++) {
            marked.get(surplus).remove(NAME);
        }
        if (own && marked.isEmpty() && !message.has(NAME)) {
            mark(last(message.path("tools")));
            mark(last(message.path("system")));
            JsonNode turn = last(message.path("messages"));
            mark(turn == null ? null : last(turn.path("content")));
        }
    }

    private static void collect(JsonNode blocks, List<ObjectNode> marked) {
        for (JsonNode block : blocks) {
            collect(block.path("content"), marked);
            if (block instanceof ObjectNode object && object.has(NAME)) {
                marked.add(object);
            }
        }
    }

    private static @Nullable JsonNode last(JsonNode blocks) {
        return blocks.isArray() && !blocks.isEmpty() ? blocks.get(blocks.size() - 1) : null;
    }

    private static void mark(@Nullable JsonNode block) {
        boolean thought = block != null && block.path("type").asText().contains("thinking");
        if (block instanceof ObjectNode object && !thought) {
            object.putObject(NAME).put("type", "ephemeral");
        }
    }
}
