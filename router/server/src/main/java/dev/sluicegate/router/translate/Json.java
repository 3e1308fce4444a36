package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** JSON trees, read and written so that numbers and strings stay what they were. */
final class Json {
    /** As deep as the router lets a request's body be. */
    private static final int MAX_DEPTH = 512;

    // a body's size has been limited before it comes here
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);
    private static final ObjectReader STRICT = READER.with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** An object with its type, as most of both protocols' are. */
    static ObjectNode typed(String type) {
        return object().put("type", type);
    }

    /** Reads a document in which no name may stand twice, since others would read the last one or the first. */
    static JsonNode readStrictly(byte[] bytes) throws IOException {
        return STRICT.readTree(bytes);
    }

    /** Reads what an upstream says. */
    static JsonNode read(byte[] bytes) throws IOException {
        return READER.readTree(bytes);
    }

    /** For bytes of which only the places of fields are looked for. */
    static JsonParser parser(byte[] bytes) throws IOException {
        return MAPPER.createParser(bytes);
    }

    static JsonNode read(String text) throws JsonProcessingException {
        return READER.readTree(text);
    }

    /** A text that is not empty, or another. */
    static String textOr(JsonNode node, String otherwise) {
        String text = node.asText("");
        return text.isEmpty() || node.isNull() ? otherwise : text;
    }

    static String text(JsonNode node) {
        try {
            return escapeLoneSurrogates(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static byte[] bytes(JsonNode node) {
        return text(node).getBytes(UTF_8);
    }

    /** Half a character, such as a stream may carry in each of two deltas, has an escape in JSON and no form in UTF-8. */
    private static String escapeLoneSurrogates(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1));
            if (pair) {
                if (escaped != null) {
                    escaped.append(c).append(json.charAt(i + 1));
                }
                i++;
            } else if (Character.isSurrogate(c)) {
                if (escaped == null) {
                    escaped = new StringBuilder(json.length() + 16).append(json, 0, i);
                }
                escaped.append("\\u").append(Integer.toHexString(c));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? json : escaped.toString();
    }
}
