package dev.sluicegate.router.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A conversation whose thoughts a strict Anthropic would refuse goes on: with the last thought cut, without its signature, with another's. No request is
 * changed that is taken as it is.
 */
@RouterTest(config = """
            providers:
              - {name: claude, api: Anthropic, baseUrl: "http://127.0.0.1:${first}/Anthropic"}
            models:
              - {name: claude, retry: {attempts: 0}, targets: [{provider: claude}]}
            """)
class ThoughtsAtAnthropicTest {
    private static final String OWN = "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EqQBc2ln\"}";
    private static final String OTHERS =
            "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"@sluicegate-unsigned\"}";
    private static final String CALL = "{\"type\":\"tool_use\",\"id\":\"toolu_00\",\"name\":\"look\",\"input\":{}}";
    private static final String THINKING = "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";
    private static final String EDITS =
            "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}]}";
    private static final String DROPPED = "x-sluicegate-dropped";

    private final RunningRouter router;
    private final FakeUpstream upstream;
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    ThoughtsAtAnthropicTest(FakeUpstream upstream, RunningRouter router) {
        this.router = router;
        this.upstream = upstream;
    }

    @BeforeEach
    void answer() {
        upstream.answersWith(call -> {
            bodies.add(call.body);
            StrictProviders.answer(call);
        });
    }

    /** The blocks before the call are what the client has of the model's thought. */
    private static String request(String thoughts, String more) {
        String before = thoughts.isEmpty() ? "" : thoughts + ",";
        return "{\"model\":\"claude\",\"max_tokens\":4096," + THINKING + more + ",\"messages\":["
                + "{\"role\":\"user\",\"content\":\"old\"},{\"role\":\"assistant\",\"content\":\"older\"},"
                + "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[" + before + CALL + "]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_00\",\"content\":\"18\"}]}]}";
    }

    @Test
    void whatIsTakenPassesByteForByte() throws Exception {
        HttpResponse<String> answer = router.post("/v1/messages", request(OWN, ""));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(DROPPED)).isEmpty();
        assertThat(bodies).containsExactly(request(OWN, ""));
    }

    /** Known before, so it costs no refusal. */
    @Test
    void theThoughtOfAnotherProviderIsCutAndThinkingIsOffForTheRestOfTheAnswer() throws Exception {
        HttpResponse<String> answer = router.post("/v1/messages", request(OTHERS, "," + EDITS));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue(DROPPED)).contains("messages.thinking, thinking, context_management");
        assertThat(bodies).hasSize(1);
        JsonNode sent = RunningRouter.JSON.readTree(bodies.remove());
        assertThat(sent.has("thinking")).isFalse();
        assertThat(sent.has("context_management")).isFalse();
        assertThat(sent.at("/messages/3/content").toString()).isEqualTo("[" + CALL + "]");
    }

    /** Anthropic's own first thought stays, and with it thinking. */
    @Test
    void aLaterThoughtOfAnotherLeavesThinkingOn() throws Exception {
        HttpResponse<String> answer = router.post("/v1/messages", request(OWN + "," + OTHERS, ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue(DROPPED)).contains("messages.thinking");
        assertThat(bodies).containsExactly(request(OWN, ""));
    }

    /** Other providers of this protocol take them, so only the refusal tells; then the same goes once more without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"}",
                "{\"type\":\"thinking\",\"thinking\":\"hm\"}",
                "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"of another organisation\"}",
                "{\"type\":\"redacted_thinking\",\"data\":\"?\"}",
                ""
            })
    void aThoughtThatIsRefusedIsCutAfterTheRefusal(String thought) throws Exception {
        for (String stream : List.of("", ",\"stream\":true")) {
            HttpResponse<String> answer = router.post("/v1/messages", request(thought, stream));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue(DROPPED))
                    .contains(thought.isEmpty() ? "thinking" : "messages.thinking, thinking");
            assertThat(bodies.remove()).isEqualTo(request(thought, stream));
            assertThat(RunningRouter.JSON
                            .readTree(bodies.remove())
                            .at("/messages/3/content")
                            .toString())
                    .isEqualTo("[" + CALL + "]");
            assertThat(bodies).isEmpty();
        }
    }

    /** It is repeated once, and what is refused for another reason is the client's to mend. */
    @Test
    void aRefusalOfSomethingElseReachesTheClient() throws Exception {
        HttpResponse<String> answer = router.post("/v1/messages", request(OWN, ",\"unknown\":1"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Extra inputs are not permitted: unknown");
        assertThat(bodies).hasSize(1);
        bodies.clear();
        upstream.answersWith(call -> {
            bodies.add(call.body);
            call.json(400, "{\"type\":\"error\",\"error\":{\"message\":\"Invalid `signature` in `thinking` block\"}}");
        });
        answer = router.post("/v1/messages", request(OWN, ""));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid `signature`");
        assertThat(bodies).hasSize(2);
    }

    /** Clients of chat completions drop thoughts, or have got them from another provider. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"reasoning_content\":\"hm\"",
                ",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"}]",
                ",\"thinking_blocks\":[" + OWN + "]"
            })
    void chatCompletionsGoOn(String thought) throws Exception {
        HttpResponse<String> answer = router.post(
                "/v1/chat/completions",
                "{\"model\":\"claude\"," + THINKING + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                        + "{\"role\":\"assistant\",\"content\":null" + thought
                        + ",\"tool_calls\":[{\"id\":\"toolu_00\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"toolu_00\",\"content\":\"18\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(bodies).hasSize(1);
        boolean own = thought.contains("EqQB");
        assertThat(RunningRouter.JSON.readTree(bodies.remove()).has("thinking")).isEqualTo(own);
        Optional<String> dropped = answer.headers().firstValue(DROPPED);
        assertThat(dropped.orElse("").endsWith("thinking")).isEqualTo(!own);
    }
}
