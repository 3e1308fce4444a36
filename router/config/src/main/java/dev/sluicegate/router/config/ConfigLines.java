package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines on which the fields of a file stand. Made only when something is wrong, because a good file needs none. Pure.
 *
 * @see ConfigError#line
 */
public final class ConfigLines {
    private final Map<String, Integer> lines = new HashMap<>();
    private final JsonParser parser;

    private ConfigLines(JsonParser parser) {
        this.parser = parser;
    }

    /** The same errors, each with the line of its field, or of the nearest block around it. */
    public static List<ConfigError> locate(byte[] bytes, List<ConfigError> errors) {
        return locate(errors, of(bytes, false));
    }

    /** The same for a file of Kubernetes objects, of which one is the gateway that the errors speak of. */
    public static List<ConfigError> locateInGateway(byte[] bytes, List<ConfigError> errors) {
        return locate(errors, of(bytes, true));
    }

    private static List<ConfigError> locate(List<ConfigError> errors, Map<String, Integer> lines) {
        return errors.stream()
                .map(it -> it.line() > 0 ? it : it.at(line(it.path(), lines)))
                .toList();
    }

    private static int line(String path, Map<String, Integer> lines) {
        String at = path;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return 0;
    }

    private static Map<String, Integer> of(byte[] bytes, boolean gateway) {
        Map<String, Integer> found = Map.of();
        try (JsonParser parser = Document.FACTORY.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                ConfigLines document = new ConfigLines(parser);
                boolean isGateway = document.read("", token);
                if (!gateway || isGateway) {
                    found = document.lines;
                }
            }
        } catch (IOException e) {
            // what cannot be read further has its own error, with its own line
            return found;
        }
        return found;
    }

    /** @return whether it is an object of the kind RouterGateway */
    private boolean read(String path, JsonToken token) throws IOException {
        boolean isGateway = false;
        if (token == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                String field = path.isEmpty() ? name : path + "." + name;
                lines.put(field, parser.currentTokenLocation().getLineNr());
                JsonToken value = parser.nextToken();
                isGateway |= name.equals("kind") && "RouterGateway".equals(parser.getText());
                read(field, value);
            }
        } else if (token == JsonToken.START_ARRAY) {
            int index = 0;
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                String element = path + "[" + index++ + "]";
                lines.put(element, parser.currentTokenLocation().getLineNr());
                read(element, next);
            }
        }
        return isGateway;
    }
}
