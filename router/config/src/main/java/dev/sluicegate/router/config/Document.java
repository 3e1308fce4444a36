package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML or JSON document, each scalar as it was written: {@code 0.10} may be a number or a model's name. */
sealed interface Document {
    record Fields(Map<String, Document> values) implements Document {}

    record Items(List<Document> values) implements Document {}

    record Scalar(String text, Kind kind) implements Document {
        boolean isText() {
            return kind == Kind.TEXT;
        }
    }

    /** What a scalar is that stands there without quotes. */
    enum Kind {
        TEXT,
        WHOLE,
        FRACTION,
        TRUTH
    }

    /** Written as {@code null}, or not at all. */
    enum Nothing implements Document {
        NOTHING
    }

    YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * The one document in these bytes.
     *
     * @throws JsonProcessingException if it is no YAML, or more than one document
     */
    static Document read(byte[] bytes) throws JsonProcessingException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            JsonToken first = parser.nextToken();
            Document document = first == null ? Nothing.NOTHING : at(first, parser);
            if (first != null && parser.nextToken() != null) {
                throw new JsonParseException(parser, "there is more than one document");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "?" : Integer.toString(e.getLocation().getLineNr());
    }

    static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }

    private static Document at(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Document> values = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    values.put(name, at(parser.nextToken(), parser));
                }
                yield new Fields(values);
            }
            case START_ARRAY -> {
                List<Document> values = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    values.add(at(next, parser));
                }
                yield new Items(values);
            }
            case VALUE_NULL -> Nothing.NOTHING;
            case VALUE_NUMBER_INT -> new Scalar(parser.getText(), Kind.WHOLE);
            case VALUE_NUMBER_FLOAT -> new Scalar(parser.getText(), Kind.FRACTION);
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(parser.getText(), Kind.TRUTH);
            default -> new Scalar(parser.getText(), Kind.TEXT);
        };
    }
}
