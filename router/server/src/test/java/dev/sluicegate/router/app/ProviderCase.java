package dev.sluicegate.router.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A small exchange from a public report: what a client sends, what its provider answers, and what is right, in words. The files are
 * in {@code src/test/resources}, below {@code cases}; their README says what is in them.
 */
record ProviderCase(String name, JsonNode file) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Path.of("src/test/resources/dev/sluicegate/router/cases");

    /** What {@code if} asks of a request, by its words. */
    private static final Map<String, Predicate<JsonNode>> CONDITIONS = Map.of(
            "any text block is blank",
            request -> blocks(request)
                    .anyMatch(block -> block.path("type").asText().equals("text")
                            && block.path("text").asText().isBlank()),
            "both temperature and top_p are present",
            request -> request.has("temperature") && request.has("top_p"),
            "max_completion_tokens is present",
            request -> request.has("max_completion_tokens"),
            "stream_options is present",
            request -> request.has("stream_options"),
            "input_schema has no type",
            request -> StreamSupport.stream(request.path("tools").spliterator(), false)
                    .anyMatch(tool -> !tool.path("input_schema").has("type")));

    static List<ProviderCase> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<ProviderCase> all = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode read = JSON.readTree(Files.readAllBytes(file));
                all.add(new ProviderCase(read.path("case").asText(), read));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> blocks(JsonNode request) {
        return StreamSupport.stream(request.path("messages").spliterator(), false)
                .flatMap(message -> StreamSupport.stream(message.path("content").spliterator(), false));
    }

    String path() {
        return file.path("client").path("path").asText();
    }

    /** What the client sends. */
    JsonNode request() {
        return file.path("client").path("body");
    }

    /** Names and values. */
    String[] headers() {
        List<String> headers = new ArrayList<>();
        file.path("client").path("headers").properties().forEach(header -> {
            headers.add(header.getKey());
            headers.add(header.getValue().asText());
        });
        return headers.toArray(String[]::new);
    }

    /** How many exchanges the file is: one for each answer, if nothing else tells the answers apart. */
    int variants() {
        JsonNode answers = file.path("provider");
        boolean alternatives = StreamSupport.stream(answers.spliterator(), false)
                .noneMatch(answer -> answer.has("if") || answer.has("else") || answer.has("target"));
        return alternatives ? answers.size() : 1;
    }

    /** What the provider answers to a request. */
    JsonNode answer(int variant, int target, String body) {
        if (variants() > 1) {
            return file.path("provider").path(variant);
        }
        for (JsonNode answer : file.path("provider")) {
            if (matches(answer, target, body)) {
                return answer;
            }
        }
        throw new AssertionError("nothing answers target " + target + " in " + name);
    }

    private static boolean matches(JsonNode answer, int target, String body) {
        if (answer.has("target")) {
            return answer.path("target").asInt() == target;
        }
        if (!answer.has("if")) {
            return true;
        }
        Predicate<JsonNode> condition = CONDITIONS.get(answer.path("if").asText());
        if (condition == null) {
            throw new AssertionError("nobody knows what this means: " + answer.path("if"));
        }
        return condition.test(read(body));
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stream as its provider writes it. */
    static String stream(JsonNode answer) {
        if (answer.has("raw_sse")) {
            return answer.path("raw_sse").asText();
        }
        StringBuilder stream = new StringBuilder();
        answer.path("sse")
                .forEach(event -> stream.append("data: ")
                        .append(event.isTextual() ? event.asText() : event.toString())
                        .append("\n\n"));
        return stream.toString();
    }

    /** The headers of an answer, where a sentence stands for a value that changes. */
    static List<String> headers(JsonNode answer) {
        List<String> headers = new ArrayList<>();
        answer.path("headers").properties().forEach(header -> {
            String value = header.getValue().asText();
            boolean epoch = value.startsWith("an epoch in milliseconds");
            if (!header.getKey().equals("content-length")) {
                headers.add(header.getKey());
                headers.add(epoch ? Long.toString(Instant.now().plusSeconds(30).toEpochMilli()) : value);
            }
        });
        return headers;
    }
}
