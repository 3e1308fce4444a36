package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The scanner against a parser that builds the whole tree. */
class BodyScannerPropertyTest {
    private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Provide
    Arbitrary<JsonNode> values() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.strings().ofMaxLength(12).map(NODES::textNode),
                () -> Arbitraries.doubles().map(NODES::numberNode),
                () -> Arbitraries.longs().map(NODES::numberNode),
                () -> Arbitraries.of(true, false).map(NODES::booleanNode),
                () -> Arbitraries.just(NODES.nullNode()),
                () -> values().list().ofMaxSize(4).map(list -> NODES.arrayNode().addAll(list)),
                () -> objects().map(node -> (JsonNode) node));
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        return Arbitraries.maps(Arbitraries.of("model", "stream", "messages", "é\"", "x"), values())
                .ofMaxSize(4)
                .map(map -> (ObjectNode) NODES.objectNode().setAll(map));
    }

    @Property(tries = 500)
    void agreesWithAParserAndSplicesOnlyTheModel(
            @ForAll("objects") ObjectNode other,
            @ForAll String model,
            @ForAll boolean stream,
            @ForAll @IntRange(max = 1000) int order,
            @ForAll @IntRange(min = 1, max = 40) int piece)
            throws IOException {
        byte[] body = MAPPER.writeValueAsBytes(shuffled(other, model, stream, order));
        BodyReading reading = scan(body, piece);
        if (model.isEmpty() || raw(model).length - 2 > 1024) {
            assertThat(reading).isInstanceOf(BodyReading.Invalid.class);
            return;
        }
        assertThat(reading).isInstanceOf(BodyReading.Valid.class);
        BodyReading.Valid valid = (BodyReading.Valid) reading;
        JsonNode tree = MAPPER.readTree(body);
        assertThat(valid.model()).isEqualTo(tree.get("model").textValue());
        assertThat(valid.stream()).isEqualTo(stream);

        byte[] spliced = concat(body, valid.modelStart(), BodyScanner.quoted("new \"one\""), valid.modelEnd());
        ((ObjectNode) tree).put("model", "new \"one\"");
        assertThat(MAPPER.readTree(spliced)).isEqualTo(tree);
    }

    @Property(tries = 2_000)
    void acceptsExactlyWhatAParserAccepts(
            @ForAll("objects") ObjectNode other,
            @ForAll @IntRange(max = 200) int at,
            @ForAll("asciiBytes") byte replacement,
            @ForAll @IntRange(min = 1, max = 10) int piece)
            throws IOException {
        // ASCII only: the scanner leaves the encoding of strings to the upstream
        String text = MAPPER.writer()
                .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsString(shuffled(other, "m", true, 0));
        byte[] body = text.getBytes(UTF_8);
        body[at % body.length] = replacement;

        BodyReading reading = scan(body, piece);
        boolean syntaxError = reading instanceof BodyReading.Invalid(String problem)
                && (problem.contains("not valid JSON")
                        || problem.contains("ends too early")
                        || problem.contains("is empty;"));
        boolean otherProblem = reading instanceof BodyReading.Invalid && !syntaxError;
        if (!otherProblem) {
            assertThat(!syntaxError).as(new String(body, UTF_8)).isEqualTo(parses(body));
        }
    }

    @Provide
    Arbitrary<Byte> asciiBytes() {
        return Arbitraries.of("{}[]\",:\\ \n\tae0-+.1tfn/u\u0001"
                .chars()
                .mapToObj(c -> (byte) c)
                .toList());
    }

    private static boolean parses(byte[] body) {
        try (JsonParser parser = MAPPER.createParser(body)) {
            JsonNode tree = MAPPER.readTree(parser);
            return tree != null && tree.isObject() && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode shuffled(ObjectNode other, String model, boolean stream, int order) {
        ObjectNode all = other.deepCopy();
        all.put("model", model).put("stream", stream);
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(all.properties());
        Collections.rotate(fields, order);
        ObjectNode result = NODES.objectNode();
        fields.forEach(field -> result.set(field.getKey(), field.getValue()));
        return result;
    }

    private static byte[] raw(String model) throws IOException {
        return MAPPER.writeValueAsBytes(model);
    }

    private static BodyReading scan(byte[] body, int piece) {
        BodyScanner scanner = new BodyScanner();
        for (int from = 0; from < body.length; from += piece) {
            scanner.accept(body, from, Math.min(body.length, from + piece));
        }
        return scanner.finish();
    }

    private static byte[] concat(byte[] body, int start, byte[] middle, int end) {
        byte[] result = new byte[start + middle.length + body.length - end];
        System.arraycopy(body, 0, result, 0, start);
        System.arraycopy(middle, 0, result, start, middle.length);
        System.arraycopy(body, end, result, start + middle.length, body.length - end);
        return result;
    }
}
