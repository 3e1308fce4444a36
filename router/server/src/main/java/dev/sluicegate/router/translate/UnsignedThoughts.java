package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * The thoughts in a conversation that carry a signature of the router's, because they are another provider's. Anthropic checks
 * signatures and refuses the whole request for one that is not its own, so a conversation that goes on there goes without them.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting">Thinking blocks that were changed</a>
 */
public final class UnsignedThoughts {
    private static final byte[] MARK = ThoughtSignature.OURS.getBytes(UTF_8);

    private UnsignedThoughts() {}

    /** The bytes that stand in each request which may have one. Its first byte stands in it once. */
    public static byte[] mark() {
        return MARK.clone();
    }

    /**
     * Takes them out of a request for a message.
     *
     * @param body what is not JSON comes back as it is
     */
    public static FieldCut cut(byte[] body) {
        try {
            JsonNode request = Json.readStrictly(body);
            boolean found = false;
            for (Iterator<JsonNode> messages = request.path("messages").iterator(); messages.hasNext(); ) {
                if (messages.next() instanceof ObjectNode message && removeFrom(message)) {
                    found = true;
                    if (message.path("content").isEmpty()) {
                        // Anthropic takes no empty turns
                        messages.remove();
                    }
                }
            }
            return found ? new FieldCut(Json.bytes(request), List.of("messages.thinking")) : unchanged(body);
        } catch (IOException e) {
            return unchanged(body);
        }
    }

    private static boolean removeFrom(ObjectNode message) {
        boolean found = false;
        if (message.path("content") instanceof ArrayNode content) {
            for (Iterator<JsonNode> blocks = content.iterator(); blocks.hasNext(); ) {
                JsonNode block = blocks.next();
                String signature =
                        block.path("signature").asText("") + block.path("data").asText("");
                if (block.path("type").asText().endsWith("thinking") && signature.startsWith(ThoughtSignature.OURS)) {
                    blocks.remove();
                    found = true;
                }
            }
        }
        return found;
    }

    private static FieldCut unchanged(byte[] body) {
        return new FieldCut(body, List.of());
    }
}
