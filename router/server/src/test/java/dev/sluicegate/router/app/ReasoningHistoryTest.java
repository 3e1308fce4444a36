package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model has thought comes back to its provider as it was, whatever the client makes of it, or with what the provider takes for it. */
@RouterTest(config = """
            providers:
              - {name: openrouter, api: OpenAI, flavor: OpenRouter, baseUrl: "http://127.0.0.1:${first}/v1", responses: Chat}
              - {name: groq, api: OpenAI, flavor: Groq, baseUrl: "http://127.0.0.1:${first}/v1", responses: Chat}
              - {name: deepseek, api: OpenAI, flavor: DeepSeek, baseUrl: "http://127.0.0.1:${first}/v1", responses: Chat}
              - {name: kimi, api: OpenAI, flavor: Kimi, baseUrl: "http://127.0.0.1:${first}/v1", responses: Chat, chat: Adapted}
              - {name: claude, api: Anthropic, baseUrl: "http://127.0.0.1:${first}"}
            models:
              - {name: claude, targets: [{provider: claude}]}
              - {name: openrouter, targets: [{provider: openrouter}]}
              - {name: groq, targets: [{provider: groq}]}
              - {name: deepseek, targets: [{provider: deepseek}]}
              - {name: kimi, targets: [{provider: kimi}]}
            """)
class ReasoningHistoryTest {
    private static final String DETAILS = """
            [{"type":"reasoning.text","index":0,"format":"anthropic-claude-v1","text":"Let me look.","signature":"c2ln"},
             {"type":"reasoning.encrypted","index":1,"id":"rs_1","data":"ZW5j"}]
            """;

    /** The same in fragments, as a stream brings them. */
    private static final String[] FRAGMENTS = {
        "{\"type\":\"reasoning.text\",\"index\":0,\"format\":\"anthropic-claude-v1\",\"text\":\"Let me\",\"signature\":null}",
        "{\"type\":\"reasoning.text\",\"index\":0,\"text\":\" look.\"}",
        "{\"type\":\"reasoning.text\",\"index\":0,\"signature\":\"c2ln\"}",
        "{\"type\":\"reasoning.encrypted\",\"index\":1,\"id\":\"rs_1\",\"data\":\"ZW5j\"}"
    };

    private final FakeUpstream upstream;
    private final RunningRouter router;
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    ReasoningHistoryTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @BeforeEach
    void answer() {
        upstream.answers(call -> {
            bodies.add(call.body);
            if (call.body.contains("\"stream\":true")) {
                call.startStream();
                for (String fragment : FRAGMENTS) {
                    boolean readable = fragment.contains("\"text\"");
                    String text =
                            readable ? ProviderCase.read(fragment).path("text").asText("") : "";
                    call.send(chunk("\"reasoning\":\"" + text + "\",\"reasoning_details\":[" + fragment + "]", "null"));
                }
                call.send(chunk("\"content\":\"Paris\"", "\"stop\"") + "data: [DONE]\n\n");
                call.end();
            } else {
                call.json(
                        200,
                        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                                + "\"content\":\"Paris\",\"reasoning\":\"Let me look.\",\"reasoning_details\":"
                                + DETAILS
                                + "}}]}");
            }
        });
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{" + delta
                + "},\"finish_reason\":" + finish + "}]}\n\n";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openRoutersDetailsComeBackFromMessages(boolean stream) throws Exception {
        ArrayNode content = stream
                ? streamed("openrouter")
                : (ArrayNode) messages("openrouter", "").path("content");
        assertThat(content.get(0).path("thinking").asText()).isEqualTo("Let me look.");
        JsonNode again = sentAfter("openrouter", content);
        assertThat(again.path("reasoning_details")).isEqualTo(ProviderCase.read(DETAILS));
        assertThat(again.has("reasoning")).as("the details say it").isFalse();
        assertThat(again.path("content").asText()).isEqualTo("Paris");
        JsonNode elsewhere = sentAfter("groq", content);
        assertThat(elsewhere.has("reasoning_details")).isFalse();
        assertThat(elsewhere.path("reasoning").asText()).isEqualTo("Let me look.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openRoutersDetailsComeBackFromResponses(boolean stream) throws Exception {
        String body = router.post(
                        "/v1/responses", "{\"model\":\"openrouter\",\"input\":\"a\",\"stream\":" + stream + "}")
                .body();
        String done = stream
                ? lastData(body).at("/response/output").toString()
                : ProviderCase.read(body).path("output").toString();
        bodies.clear();
        router.post(
                "/v1/responses",
                "{\"model\":\"openrouter\",\"input\":" + done.substring(0, done.length() - 1)
                        + ",{\"role\":\"user\",\"content\":\"b\"}]}");
        JsonNode again = ProviderCase.read(bodies.remove()).at("/messages/0");
        assertThat(again.path("reasoning_details")).isEqualTo(ProviderCase.read(DETAILS));
    }

    /** Clients leave out of the history what has no signature, so it has one; and where they send nothing back, something stands for it. */
    @ParameterizedTest
    @ValueSource(strings = {"deepseek", "kimi"})
    void noAnswerInTheHistoryIsWithoutAThoughtWhereNoneMayBe(String provider) throws Exception {
        ArrayNode content = streamed(provider);
        assertThat(content.get(0).path("signature").asText()).isNotBlank();
        assertThat(sentAfter(provider, content).path("reasoning_content").asText())
                .isEqualTo("Let me look.");
        content.remove(0);
        assertThat(sentAfter(provider, content).path("reasoning_content").asText())
                .isEqualTo(" ");
    }

    /** Kimi refuses an empty thought as it does a missing one. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"reasoning_content\":null", ",\"reasoning_content\":\"\""})
    void anEmptyThoughtIsNone(String thought) throws Exception {
        bodies.clear();
        router.post(
                "/v1/chat/completions",
                "{\"model\":\"kimi\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\""
                        + thought + "},{\"role\":\"user\",\"content\":\"c\"}]}");
        JsonNode sent = ProviderCase.read(bodies.remove());
        assertThat(sent.at("/messages/1/reasoning_content").asText()).isEqualTo(" ");
        assertThat(sent.at("/messages/0").has("reasoning_content")).isFalse();
    }

    /** Anthropic refuses a request for a signature that is not its own, and a model may have targets of both kinds. */
    @ParameterizedTest
    @ValueSource(strings = {"groq", "openrouter"})
    void aConversationThatGoesOnAtAnthropicGoesWithoutTheThoughtsOfOthers(String before) throws Exception {
        String own = "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"c2ln\"}";
        ArrayNode content = streamed(before);
        assertThat(content.get(0).path("type").asText()).isEqualTo("thinking");
        String thought = "{\"role\":\"assistant\",\"content\":[" + content.get(0) + "]}";
        String said = "{\"role\":\"assistant\",\"content\":[" + content.get(0) + "," + own
                + ",{\"type\":\"text\",\"text\":\"Paris\"}]}";
        String request =
                "{\"model\":\"claude\",\"max_tokens\":9,\"temperature\":0.50,\"messages\":[" + thought + ",%s]}";
        bodies.clear();
        assertThat(router.post("/v1/messages", request.formatted(said))
                        .headers()
                        .firstValue("x-sluicegate-dropped"))
                .contains("messages.thinking");
        assertThat(bodies.remove())
                .isEqualTo(
                        "{\"model\":\"claude\",\"max_tokens\":9,\"temperature\":0.50,\"messages\":[{\"role\":\"assistant\","
                                + "\"content\":[" + own + ",{\"type\":\"text\",\"text\":\"Paris\"}]}]}");
    }

    @Test
    void othersGetNoThoughtThatThereWasNot() throws Exception {
        ArrayNode content = streamed("groq");
        content.remove(0);
        assertThat(sentAfter("groq", content).propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("role", "content");
    }

    private JsonNode messages(String model, String more) throws Exception {
        return ProviderCase.read(router.post("/v1/messages", asked(model, more)).body());
    }

    private static String asked(String model, String more) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":9" + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
    }

    /** The blocks of an answer as Anthropic's SDKs put them together. */
    private ArrayNode streamed(String model) throws Exception {
        ArrayNode blocks = RunningRouter.JSON.createArrayNode();
        String body =
                router.post("/v1/messages", asked(model, ",\"stream\":true")).body();
        body.lines().filter(line -> line.startsWith("data: {")).forEach(line -> {
            JsonNode event = ProviderCase.read(line.substring(6));
            if (event.has("content_block")) {
                blocks.add(event.path("content_block").deepCopy());
            } else if (event.has("index") && event.has("delta")) {
                ObjectNode block = (ObjectNode) blocks.get(event.path("index").asInt());
                event.path("delta")
                        .propertyStream()
                        .filter(field -> !field.getKey().equals("type"))
                        .forEach(field -> block.put(
                                field.getKey(),
                                block.path(field.getKey()).asText("")
                                        + field.getValue().asText()));
            }
        });
        return blocks;
    }

    private static JsonNode lastData(String body) {
        return ProviderCase.read(body.lines()
                .filter(line -> line.startsWith("data: {"))
                .reduce((_, last) -> last)
                .orElseThrow()
                .substring(6));
    }

    /** What the provider gets of an answer that the client sends back. */
    private JsonNode sentAfter(String model, JsonNode content) throws Exception {
        bodies.clear();
        router.post(
                "/v1/messages",
                asked(model, "")
                        .replace(
                                "]}",
                                ",{\"role\":\"assistant\",\"content\":" + content
                                        + "},{\"role\":\"user\",\"content\":\"b\"}]}"));
        return ProviderCase.read(bodies.remove()).at("/messages/1");
    }
}
