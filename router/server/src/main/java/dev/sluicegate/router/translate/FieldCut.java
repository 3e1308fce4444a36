package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A request's body without some of the fields at its top. The bytes of the others stay what they were, whatever their numbers, spaces and
 * escapes look like.
 *
 * @param found the names of the fields that were cut, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
public record FieldCut(byte[] body, List<String> found) {
    private record Field(String name, int start) {}

    /** @param body an object in JSON; what is none comes back as it is */
    public static FieldCut of(byte[] body, Set<String> names) {
        List<Field> fields = new ArrayList<>();
        int end;
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new FieldCut(body, List.of());
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.add(new Field(parser.currentName(), (int)
                        parser.currentTokenLocation().getByteOffset()));
                parser.nextToken();
                parser.skipChildren();
            }
            end = (int) parser.currentTokenLocation().getByteOffset();
        } catch (IOException e) {
            return new FieldCut(body, List.of());
        }
        if (fields.stream().noneMatch(field -> names.contains(field.name))) {
            return new FieldCut(body, List.of());
        }
        return cut(body, names, fields, end);
    }

    private static FieldCut cut(byte[] body, Set<String> names, List<Field> fields, int end) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(body.length);
        Set<String> found = new LinkedHashSet<>();
        kept.write('{');
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (names.contains(field.name)) {
                found.add(field.name);
                continue;
            }
            int to = i + 1 < fields.size() ? fields.get(i + 1).start : end;
            while (isSpace(body[to - 1]) || (body[to - 1] == ',' && i + 1 < fields.size())) {
                to--;
            }
            if (kept.size() > 1) {
                kept.write(',');
            }
            kept.write(body, field.start, to - field.start);
        }
        kept.write('}');
        return new FieldCut(kept.toByteArray(), List.copyOf(found));
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
