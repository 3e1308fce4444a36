package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each provider is spoken to as its flavor, its config and what was learned say; what passes through stays as it is but for its config. */
@RouterTest(config = """
            providers:
              - {name: plain, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: mistral, flavor: Mistral, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: deepseek, flavor: DeepSeek, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: vllm, flavor: VLLM, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:${first}/v1",
                 capabilities: {systemMessages: First, toolNameLength: 20}}
              - {name: gemini, flavor: Gemini, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: cut, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", capabilities: {refusedFields: [seed, user]}}
              - {name: adapted, flavor: Mistral, chat: Adapted, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1"}
            models:
              - {name: adapted, targets: [{provider: adapted, model: there}]}
              - {name: plain, targets: [{provider: plain}]}
              - {name: mistral, targets: [{provider: mistral}]}
              - {name: deepseek, targets: [{provider: deepseek}]}
              - {name: vllm, targets: [{provider: vllm}]}
              - {name: gemini, targets: [{provider: gemini}]}
              - {name: cut, targets: [{provider: cut, model: there}]}
            """)
class CapabilitiesTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}";
    private static final String LONG_NAME = "mcp__a_server_with_a_long_name__a_tool";

    private final FakeUpstream upstream;
    private final RunningRouter router;
    private final Queue<FakeUpstream.Call> calls = new ConcurrentLinkedQueue<>();

    CapabilitiesTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @BeforeEach
    void answer() {
        upstream.answers(call -> {
            calls.add(call);
            call.json(200, ANSWER);
        });
    }

    @Test
    void mistralGetsNothingThatItForbids() throws Exception {
        JsonNode sent = sent("mistral", """
                "max_tokens": 7, "metadata": {"user_id": "u"}, "messages": [
                  {"role": "user", "content": "a"},
                  {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm", "signature": ""},
                    {"type": "tool_use", "id": "toolu_01A09q90qw90lq917835lq9", "name": "f", "input": {}}]},
                  {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_01A09q90qw90lq917835lq9", "content": "b"}]}],
                "tools": [{"name": "f", "input_schema": {"type": "object"}}]
                """);
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(7);
        assertThat(sent.has("max_completion_tokens")).isFalse();
        assertThat(sent.has("user")).isFalse();
        assertThat(sent.at("/messages/1").has("reasoning_content")).isFalse();
        String id = sent.at("/messages/1/tool_calls/0/id").asText();
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(sent.at("/messages/2/tool_call_id").asText()).isEqualTo(id);
    }

    @Test
    void deepSeekIsToldTheSchemaAndGetsALevelThatItHas() throws Exception {
        JsonNode sent = sent("deepseek", """
                "max_tokens": 7, "system": "s", "messages": [{"role": "user", "content": "a"}],
                "output_config": {"effort": "medium", "format": {"type": "json_schema", "schema": {"type": "object", "properties": {"city": {"type": "string"}}}}}
                """);
        assertThat(sent.path("response_format")).hasToString("{\"type\":\"json_object\"}");
        assertThat(sent.at("/messages/1/role").asText()).isEqualTo("system");
        assertThat(sent.at("/messages/1/content").asText()).contains("JSON schema", "\"city\"");
        assertThat(sent.path("reasoning_effort").asText()).isEqualTo("high");
    }

    @Test
    void reasoningAndSystemMessagesStandWhereTheProviderTakesThem() throws Exception {
        JsonNode sent = sent("vllm", """
                "max_tokens": 7, "system": "s", "messages": [{"role": "user", "content": "a"},
                  {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm", "signature": ""}, {"type": "text", "text": "b"}]},
                  {"role": "system", "content": "c"}, {"role": "user", "content": "d"}]
                """);
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(sent.at("/messages/2/reasoning").asText()).isEqualTo("hm");
        assertThat(sent.at("/messages/2").has("reasoning_content")).isFalse();
        assertThat(sent.at("/messages/3/role").asText()).isEqualTo("user");
    }

    @Test
    void aLongToolNameComesBackWhole() throws Exception {
        upstream.answers(call -> {
            calls.add(call);
            String name =
                    ProviderCase.read(call.body).at("/tools/0/function/name").asText();
            String toolCall =
                    "\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"" + name
                            + "\",\"arguments\":\"{}\"}}]";
            if (call.body.contains("\"stream\":true")) {
                call.startStream();
                call.send("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{" + toolCall
                        + "},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");
                call.end();
            } else {
                call.json(200, ANSWER.replace("\"content\":\"ok\"", toolCall));
            }
        });
        String tools = """
                "max_tokens": 7, "messages": [{"role": "user", "content": "a"}], "tool_choice": {"type": "tool", "name": "%1$s"},
                "tools": [{"name": "%1$s", "input_schema": {"type": "object"}}]
                """.formatted(LONG_NAME);
        JsonNode sent = sent("vllm", tools);
        String name = sent.at("/tools/0/function/name").asText();
        assertThat(name).hasSize(20).startsWith("mcp__a_serv");
        assertThat(sent.at("/tool_choice/function/name").asText()).isEqualTo(name);
        for (String stream : new String[] {"", ", \"stream\": true"}) {
            assertThat(messages("vllm", tools + stream).body()).contains("\"name\":\"" + LONG_NAME + "\"");
        }
        assertThat(messages("plain", tools).body()).contains("\"name\":\"" + LONG_NAME + "\"");
        assertThat(calls.stream().reduce((_, last) -> last).orElseThrow().body)
                .as("64 characters are enough for it")
                .contains(LONG_NAME);
    }

    @Test
    void geminiGetsSchemasInTheWordsThatItKnows() throws Exception {
        JsonNode sent = sent("gemini", """
                "max_tokens": 7, "messages": [{"role": "user", "content": "a"}], "tools": [{"name": "f", "input_schema": {
                  "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": false,
                  "properties": {"a": {"type": ["string", "null"], "const": "x"}, "b": {"$ref": "#/$defs/b", "description": "d"},
                    "c": {"oneOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}},
                  "$defs": {"b": {"type": "integer"}}}}]
                """);
        assertThat(sent.at("/tools/0/function/parameters"))
                .hasToString(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"nullable\":true,\"type\":\"string\",\"enum\":[\"x\"]},"
                                + "\"b\":{\"type\":\"integer\",\"description\":\"d\"},\"c\":{\"anyOf\":[{\"type\":\"number\",\"description\":"
                                + "\"{exclusiveMinimum: 0}\"},{\"type\":\"string\"}]}}}");
    }

    @Test
    void whatPassesThroughIsCutOnlyWhereTheConfigSaysSo() throws Exception {
        String body = "{ \"seed\": 1, \"model\": \"%s\", \"temperature\": 1.50, \"user\": \"u\", \"messages\": [] }";
        HttpResponse<String> response = router.post("/v1/chat/completions", body.formatted("cut"));
        assertThat(response.headers().firstValue("x-sluicegate-dropped")).contains("seed, user");
        assertThat(calls.remove().body).isEqualTo("{\"model\": \"there\",\"temperature\": 1.50,\"messages\": []}");
        HttpResponse<String> whole = router.post("/v1/chat/completions", body.formatted("mistral"));
        assertThat(whole.headers().firstValue("x-sluicegate-dropped")).isEmpty();
        assertThat(calls.remove().body).isEqualTo(body.formatted("mistral"));
    }

    @Test
    void anAdaptedChatFitsItsProviderAndItsAnswerFitsTheProtocol() throws Exception {
        upstream.answers(call -> {
            calls.add(call);
            call.json(200, ANSWER.replace("\"ok\"", "[{\"type\":\"text\",\"text\":\"ok\"}]"));
        });
        HttpResponse<String> response = router.post("/v1/chat/completions", """
                {"model": "adapted", "max_completion_tokens": 7, "user": "u", "future": 1.50, "messages": [
                  {"role": "developer", "content": "s"}, {"role": "user", "content": "a"},
                  {"role": "assistant", "content": "b", "refusal": null, "reasoning_content": "hm"}]}
                """);
        assertThat(ProviderCase.read(calls.remove().body)).isEqualTo(ProviderCase.read("""
                {"model": "there", "max_tokens": 7, "future": 1.50, "messages": [
                  {"role": "system", "content": "s"}, {"role": "user", "content": "a"},
                  {"role": "assistant", "content": "b"}]}
                """));
        assertThat(response.headers().firstValue("x-sluicegate-dropped")).contains("messages.reasoning_content, user");
        assertThat(ProviderCase.read(response.body())).isEqualTo(ProviderCase.read(ANSWER));
    }

    @Test
    void whatIsLearntIsShownWithTheConfigThatMakesItPermanent() throws Exception {
        upstream.answers(call -> {
            calls.add(call);
            boolean refused = call.body.contains("\"reasoning_effort\"");
            call.json(
                    refused ? 400 : 200,
                    refused ? "{\"error\":{\"message\":\"Unknown parameter: 'reasoning_effort'.\"}}" : ANSWER);
        });
        String effort = "\"max_tokens\": 7, \"output_config\": {\"effort\": \"low\"}, \"messages\": []";
        HttpResponse<String> response = messages("plain", effort);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-sluicegate-dropped")).contains("reasoning_effort");
        assertThat(calls).hasSize(2);
        messages("plain", effort);
        assertThat(calls).as("it has been learnt").hasSize(3);
        assertThat(router.admin("GET", AdminApi.HEALTH_DETAILED, "").body())
                .contains("\"field\":\"reasoning_effort\"", "capabilities: {refusedFields: [reasoning_effort]}");
        assertThat(router.admin("GET", AdminApi.METRICS, "").body())
                .contains("sluicegate_upstream_refused_fields{provider=\"plain\"} 1.0");
    }

    private JsonNode sent(String model, String fields) throws Exception {
        messages(model, fields);
        return ProviderCase.read(calls.remove().body);
    }

    private HttpResponse<String> messages(String model, String fields) throws Exception {
        return router.post(
                "/v1/messages", "{\"model\": \"" + model + "\", " + fields + "}", "anthropic-version", "2023-06-01");
    }
}
