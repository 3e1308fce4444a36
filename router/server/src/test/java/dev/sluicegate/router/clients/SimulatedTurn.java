package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The turn of a simulated model in a conversation, whatever protocol it came by: it calls a tool, and then says what came of it. */
sealed interface SimulatedTurn {
    /** The text that shows that a whole turn went through: a tool has said it, and then the model. */
    String MARKER = "weather-7731";

    /** The file that an agent without tools is asked to write. */
    String FILE = "weather.txt";

    /** The tools of agents that run a command, and the client's own. */
    List<String> TOOLS = List.of(
            "StructuredOutput",
            "get_weather",
            "Bash",
            "bash",
            "exec_command",
            "shell_command",
            "shell",
            "execute_command",
            "run_commands");

    /** Calls of a tool, all at once. */
    record Calls(String name, List<ObjectNode> arguments) implements SimulatedTurn {}

    /** An answer. */
    record Says(String text) implements SimulatedTurn {}

    /** The parts of a request that decide, in either protocol. */
    record Question(List<Tool> tools, List<String> results, String forced, JsonNode format, boolean file) {}

    /** A tool that a client has. */
    record Tool(String name, JsonNode schema) {}

    static SimulatedTurn of(Question question) {
        if (!question.results().isEmpty()) {
            return new Says(verdict(String.join(" ", question.results())));
        }
        if (!question.format().isMissingNode()) {
            return new Says(sample(question.format(), "").toString());
        }
        return Stream.concat(Stream.of(question.forced()), TOOLS.stream())
                .flatMap(name ->
                        question.tools().stream().filter(tool -> tool.name().equals(name)))
                .findFirst()
                .or(() -> question.tools().stream().findFirst())
                .map(SimulatedTurn::calls)
                .orElseGet(() ->
                        new Says(question.file() ? FILE + "\n```\nThe tool said " + MARKER + " 🌙.\n```\n" : "Hello."));
    }

    private static SimulatedTurn calls(Tool tool) {
        ObjectNode first = (ObjectNode) sample(tool.schema(), "");
        if (!tool.name().equals("get_weather")) {
            return new Calls(tool.name(), List.of(first));
        }
        return new Calls(tool.name(), List.of(first, first.deepCopy().put("city", "Rome")));
    }

    private static String verdict(String results) {
        boolean one = results.contains(MARKER) && !results.contains(MARKER + " in ");
        boolean two = results.contains(MARKER + " in Paris") && results.contains(MARKER + " in Rome");
        return one || two
                ? "The tool said " + MARKER + " 🌙."
                : "The tool said something else: " + results.substring(0, Math.min(results.length(), 200));
    }

    /** A value that a schema allows. */
    private static JsonNode sample(JsonNode schema, String name) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (schema.has("enum")) {
            return schema.path("enum").get(0);
        }
        String type = schema.path("type").isArray()
                ? schema.at("/type/0").asText()
                : schema.path("type").asText(schema.has("properties") ? "object" : "string");
        return switch (type) {
            case "object" -> object(schema);
            case "array" ->
                json.arrayNode()
                        .addAll(
                                name.equals("command")
                                        ? Stream.of("bash", "-lc", "echo " + MARKER)
                                                .map(json::textNode)
                                                .collect(Collectors.toCollection(ArrayList<JsonNode>::new))
                                        : List.of(sample(schema.path("items"), name)));
            case "integer", "number" -> json.numberNode(21);
            case "boolean" -> json.booleanNode(false);
            default ->
                json.textNode(
                        List.of("command", "commands", "cmd").contains(name)
                                ? "echo " + MARKER
                                : name.equals("city") ? "Paris" : "a text");
        };
    }

    private static ObjectNode object(JsonNode schema) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || !schema.has("required")) {
                object.set(property.getKey(), sample(property.getValue(), property.getKey()));
            }
        });
        return object;
    }
}
