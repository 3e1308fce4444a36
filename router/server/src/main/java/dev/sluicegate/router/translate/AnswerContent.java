package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a message or a delta of OpenAI's protocol says, in the order in which it says it. Its content is a text there; Mistral's reasoning
 * models send a list of texts, thinking and references, and others put the reasoning into fields of its own.
 *
 * @see <a href="https://docs.mistral.ai/capabilities/reasoning/">Mistral's list</a>
 */
final class AnswerContent {
    /** Deeper than any provider nests its lists. */
    private static final int DEEPEST = 8;

    private final List<Piece> pieces = new ArrayList<>();

    private AnswerContent() {}

    /** What a piece is. */
    enum Kind {
        REASONING,
        TEXT,
        REFUSAL
    }

    /** @param text is never empty */
    record Piece(Kind kind, String text) {}

    /** Neighbours of one kind are one piece. */
    static List<Piece> of(JsonNode message) {
        AnswerContent content = new AnswerContent();
        content.add(Kind.REASONING, ReasoningFields.of(message));
        content.add(Kind.TEXT, message.path("content"), 0);
        content.add(Kind.REFUSAL, message.path("refusal").asText(""));
        return content.pieces;
    }

    /** Everything of one kind. */
    static String text(List<Piece> pieces, Kind kind) {
        StringBuilder text = new StringBuilder();
        pieces.stream().filter(piece -> piece.kind == kind).forEach(piece -> text.append(piece.text));
        return text.toString();
    }

    private void add(Kind kind, JsonNode content, int depth) {
        if (content.isTextual()) {
            add(kind, content.textValue());
        } else if (content.isArray() && depth < DEEPEST) {
            content.forEach(part -> add(kind, part, depth + 1));
        } else if (content.isObject() && depth < DEEPEST) {
            Kind inner = kindOf(content.path("type").asText(""), kind);
            // what has none of these is no text: Mistral's references, for one
            for (String name : new String[] {"thinking", "text", "content", "refusal", "summary"}) {
                add(name.equals("thinking") ? Kind.REASONING : inner, content.path(name), depth + 1);
            }
        }
    }

    private static Kind kindOf(String type, Kind otherwise) {
        if (type.startsWith("thinking") || type.startsWith("reasoning")) {
            return Kind.REASONING;
        }
        return type.equals("refusal") ? Kind.REFUSAL : otherwise;
    }

    private void add(Kind kind, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!pieces.isEmpty() && pieces.getLast().kind == kind) {
            pieces.set(pieces.size() - 1, new Piece(kind, pieces.getLast().text + text));
        } else {
            pieces.add(new Piece(kind, text));
        }
    }
}
