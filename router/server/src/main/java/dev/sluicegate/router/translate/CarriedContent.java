package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;

/**
 * What a provider wants back with a tool's call, in the call's id: the one thing that every client of every protocol sends back as it
 * was, with the call and with its result, so that no router needs to keep it. Gemini's signatures of its thoughts are such.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures</a>
 */
final class CarriedContent {
    private static final String FIELD = "extra_content";

    /** Made of what may stand in an id of either protocol. */
    private static final String MARK = "-extra-";

    private CarriedContent() {}

    /** What is to follow the id of a provider's call; empty if the provider wants nothing back. */
    static String of(JsonNode call) {
        JsonNode extra = call.path(FIELD);
        return extra.isObject() && !extra.isEmpty()
                ? MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(extra))
                : "";
    }

    /** Gives the provider what it wants back with its call. */
    static void restore(ObjectNode call, String id) {
        call.put("id", plain(id));
        int mark = id.lastIndexOf(MARK);
        if (mark >= 0 && read(id.substring(mark + MARK.length())) instanceof ObjectNode extra) {
            call.set(FIELD, extra);
        }
    }

    /** The id as its provider knows it. */
    static String plain(String id) {
        int mark = id.lastIndexOf(MARK);
        return mark >= 0 && read(id.substring(mark + MARK.length())).isObject() ? id.substring(0, mark) : id;
    }

    private static JsonNode read(String encoded) {
        try {
            return Json.read(Base64.getUrlDecoder().decode(encoded.getBytes(UTF_8)));
        } catch (IllegalArgumentException | IOException e) {
            // somebody's id that looks like one of ours
            return Json.array();
        }
    }
}
