package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes small JSON objects, field by field, in the order given. */
final class JsonObjectWriter {
    private final StringBuilder text = new StringBuilder(256).append('{');

    private JsonObjectWriter() {}

    static JsonObjectWriter object() {
        return new JsonObjectWriter();
    }

    JsonObjectWriter put(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            text.append('"');
            JsonStringEncoder.getInstance().quoteAsString(value, text);
            text.append('"');
        }
        return this;
    }

    JsonObjectWriter put(String name, long value) {
        name(name).text.append(value);
        return this;
    }

    JsonObjectWriter put(String name, JsonObjectWriter object) {
        name(name).text.append(object.text).append('}');
        return this;
    }

    JsonObjectWriter put(String name, boolean value) {
        name(name).text.append(value);
        return this;
    }

    JsonObjectWriter put(String name, List<JsonObjectWriter> objects) {
        name(name)
                .text
                .append(objects.stream().map(JsonObjectWriter::toString).collect(Collectors.joining(",", "[", "]")));
        return this;
    }

    /** @param texts with nothing in them that JSON wants escaped */
    JsonObjectWriter putTexts(String name, List<String> texts) {
        name(name).text.append(texts.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")));
        return this;
    }

    private JsonObjectWriter name(String name) {
        text.append(text.length() > 1 ? "," : "").append('"').append(name).append("\":");
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }

    byte[] bytes() {
        return toString().getBytes(UTF_8);
    }
}
