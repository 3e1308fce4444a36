package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;

/**
 * The signature of a thought whose provider signs none, for Anthropic's clients. Many leave out of the history what has no signature, and some
 * providers refuse a history without its thoughts. It carries what the provider wants back with its reasoning.
 */
final class ThoughtSignature {
    /** What every signature of ours begins with; a request without it has none. */
    static final String OURS = "@sluicegate-";

    private static final String NOTHING_CARRIED = OURS + "unsigned";
    private static final String MARK = OURS + "reasoning_details:";

    private ThoughtSignature() {}

    static String of(ArrayNode details) {
        return details.isEmpty() ? NOTHING_CARRIED : MARK + Base64.getEncoder().encodeToString(Json.bytes(details));
    }

    /** A block for what is carried without a thought that could be read. */
    static ObjectNode block(ArrayNode details) {
        return Json.typed("redacted_thinking").put("data", of(details));
    }

    /** What was carried; empty if nothing was, or the signature is somebody else's. */
    static ArrayNode carried(String signature) {
        if (!signature.startsWith(MARK)) {
            return Json.array();
        }
        try {
            JsonNode details = Json.read(Base64.getDecoder()
                    .decode(signature.substring(MARK.length()).getBytes(UTF_8)));
            return details instanceof ArrayNode list ? list : Json.array();
        } catch (IllegalArgumentException | IOException e) {
            return Json.array();
        }
    }
}
