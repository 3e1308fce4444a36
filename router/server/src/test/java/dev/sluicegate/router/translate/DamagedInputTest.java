package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever comes in, there is an answer or a sentence, never an exception that nobody expects. */
class DamagedInputTest {
    private static final List<Conversation> CONVERSATIONS = Conversation.all();

    @Property(tries = 1500)
    void damagedBytesOfAProvider(@ForAll long seed) {
        Random random = new Random(seed);
        Conversation conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
        Path answer =
                conversation.answers().get(random.nextInt(conversation.answers().size()));
        byte[] bytes = Conversation.read(answer);
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        check(Transcript.of(conversation.codec(answer), List.of(bytes)));
    }

    @Property(tries = 1500)
    void damagedEventsOfAProvider(@ForAll long seed) {
        Random random = new Random(seed);
        Conversation conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
        Path answer =
                conversation.answers().get(random.nextInt(conversation.answers().size()));
        String damaged = Conversation.text(Conversation.read(answer))
                .lines()
                .map(line -> damageLine(line, random))
                .collect(Collectors.joining("\n", "", "\n\n"));
        check(Transcript.of(conversation.codec(answer), List.of(damaged.getBytes(UTF_8))));
    }

    private static void check(Transcript transcript) {
        if (!transcript.complete()) {
            assertThat(transcript.output())
                    .doesNotContain("data: [DONE]")
                    .doesNotContain("event: message_stop")
                    .doesNotContain("event: response.completed")
                    .doesNotContain("event: response.incomplete");
        }
    }

    @Property(tries = 1500)
    void damagedRequestsOfAClient(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Conversation conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
        JsonNode request = Json.read(Conversation.read(conversation.folder().resolve("request.json")));
        damage(request, random);
        assertThat(conversation.pair().translate(Json.bytes(request))).isNotNull();
    }

    private static String damageLine(String line, Random random) {
        int json = line.indexOf('{');
        if (json < 0 || random.nextInt(4) > 0) {
            return line;
        }
        try {
            JsonNode tree = Json.read(line.substring(json));
            damage(tree, random);
            return line.substring(0, json) + Json.text(tree);
        } catch (IOException e) {
            return line;
        }
    }

    /** Puts something else into one of the tree's places. */
    private static void damage(JsonNode tree, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        if (containers.isEmpty()) {
            return;
        }
        JsonNode container = containers.get(random.nextInt(containers.size()));
        JsonNode other = other(random);
        int at = random.nextInt(container.size());
        if (container instanceof ArrayNode array) {
            array.set(at, other);
        } else if (container instanceof ObjectNode object) {
            String name = object.properties().stream()
                    .skip(at)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, other);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode() && !node.isEmpty()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static JsonNode other(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> NullNode.getInstance();
            case 1 -> Json.object();
            case 2 -> Json.array();
            case 3 -> Json.array().add(Json.object()).add("a").add(1);
            case 4 -> Json.object().put("type", "text").put("a", -1);
            case 5 -> Json.object().put("n", random.nextLong()).path("n");
            case 6 -> Json.object().put("n", new BigDecimal("1e99999")).path("n");
            default -> Json.object().put("t", "\ud800").path("t");
        };
    }
}
