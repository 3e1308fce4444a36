package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentence in which a provider's error speaks to people, wherever the many servers that speak either protocol put it: in an object or a list of them,
 * under {@code error}, {@code message}, {@code detail} and others, or as plain text.
 */
public final class ErrorSentence {
    private static final int LONGEST = 500;
    private static final int DEEPEST = 6;

    /** Where the sentence itself stands, the surest place first. */
    private static final List<String> SENTENCES = List.of(
            "error", "message", "detail", "msg", "error_description", "status_msg", "errors", "base_resp", "title");

    /** What OpenRouter passes on of the provider behind it. */
    private static final List<String> BEHIND = List.of("raw", "provider_error");

    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>([^<]{1,200})<");

    private ErrorSentence() {}

    /** @return the sentence, or the body's beginning if it has none; empty if it has nothing to read */
    public static String of(byte[] body) {
        try {
            JsonNode answer = Json.read(body);
            String sentence = in(answer);
            if (!sentence.isEmpty()) {
                return sentence;
            }
        } catch (IOException e) {
            // a web page of some proxy in between, for one
        }
        return beginning(body);
    }

    /** The sentence in a body or an event that is JSON; empty if there is none. */
    static String in(JsonNode answer) {
        String sentence = find(answer, 0);
        for (String name : BEHIND) {
            String more = find(answer.path("error").path("metadata").path(name), 0);
            if (!more.isEmpty() && !sentence.contains(more)) {
                sentence = sentence.isEmpty() ? more : sentence + ": " + more;
            }
        }
        return shortened(sentence);
    }

    private static String find(JsonNode node, int depth) {
        if (node.isTextual()) {
            return node.textValue().strip();
        }
        if (depth > DEEPEST) {
            return "";
        }
        if (node.isArray()) {
            Set<String> sentences = new LinkedHashSet<>();
            for (JsonNode element : node) {
                String each = find(element, depth + 1);
                if (!each.isEmpty() && sentences.size() < 3) {
                    sentences.add(each);
                }
            }
            return String.join("; ", sentences);
        }
        for (String name : SENTENCES) {
            String sentence = find(node.path(name), depth + 1);
            if (!sentence.isEmpty()) {
                return place(node) + sentence;
            }
        }
        return "";
    }

    /** FastAPI's list of what is wrong where. */
    private static String place(JsonNode node) {
        JsonNode location = node.path("loc");
        if (!location.isArray() || location.isEmpty()) {
            return "";
        }
        StringJoiner path = new StringJoiner(".", "", ": ");
        location.forEach(part -> path.add(part.asText()));
        return path.toString();
    }

    private static String beginning(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 4 * LONGEST), UTF_8).strip();
        if (text.startsWith("<")) {
            Matcher title = TITLE.matcher(text);
            text = title.find() ? title.group(1) : text;
        }
        return text.equals("{}") || text.equals("null") ? "" : shortened(text);
    }

    private static String shortened(String text) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int at = 0; at < text.length() && plain.length() < LONGEST; at++) {
            char c = text.charAt(at);
            boolean space = Character.isWhitespace(c) || Character.isISOControl(c);
            if (!space) {
                plain.append(c);
            } else if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
                plain.append(' ');
            }
        }
        if (!plain.isEmpty() && Character.isHighSurrogate(plain.charAt(plain.length() - 1))) {
            plain.setLength(plain.length() - 1);
        }
        return plain.toString().strip() + (plain.length() < LONGEST ? "" : "…");
    }
}
