package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's blocks of thinking, signatures included, or OpenRouter's details, in the place where OpenAI's responses have their encrypted reasoning: clients
 * send it back as it is, and only who wrote it can use it.
 */
final class SignedReasoning {
    private static final String MARK = "thinking_blocks:";

    private SignedReasoning() {}

    static String write(JsonNode blocks) {
        return MARK + Base64.getEncoder().encodeToString(Json.bytes(blocks));
    }

    /** Null if it is somebody else's. */
    static @Nullable ArrayNode read(String encrypted) {
        if (!encrypted.startsWith(MARK)) {
            return null;
        }
        try {
            byte[] json = Base64.getDecoder()
                    .decode(encrypted.substring(MARK.length()).getBytes(UTF_8));
            return Json.read(json) instanceof ArrayNode blocks ? blocks : null;
        } catch (IllegalArgumentException | IOException e) {
            return null;
        }
    }

    static String text(ArrayNode blocks) {
        StringBuilder text = new StringBuilder();
        blocks.forEach(block -> text.append(block.path("thinking").asText("")));
        return text.append(ReasoningFields.of(Json.object().set(ReasoningDetails.FIELD, blocks)))
                .toString();
    }
}
