package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.clients.ProviderQuirks.Deviation;
import dev.sluicegate.router.clients.SimulatedTurn.Calls;
import dev.sluicegate.router.clients.SimulatedTurn.Says;
import dev.sluicegate.router.testkit.FakeUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The answer of a simulated provider in chat completions, at once or as a stream, with what its provider does otherwise than OpenAI. */
final class ChatAnswer {
    static final String SIGNATURE = "c2lnbmF0dXJl+/a==";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String THOUGHT = "Let me look.";

    private final Set<Deviation> deviations;
    private final JsonNode request;
    private final SimulatedTurn turn;

    ChatAnswer(Set<Deviation> deviations, JsonNode request, SimulatedTurn turn) {
        this.deviations = deviations;
        this.request = request;
        this.turn = turn;
    }

    void send(FakeUpstream.Call call) {
        if (!request.path("stream").asBoolean()) {
            call.json(200, whole().toString());
            return;
        }
        call.startStream();
        if (has(Deviation.COMMENTS)) {
            call.send(": OPENROUTER PROCESSING\n\n");
        }
        chunks().forEach(chunk -> call.send("data: " + chunk + "\n\n"));
        call.send("data: [DONE]\n\n");
        call.end();
    }

    private ObjectNode whole() {
        ObjectNode answer = head("chat.completion");
        ObjectNode choice = choice(answer);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        think(message);
        switch (turn) {
            case Calls calls -> {
                ArrayNode list = message.putNull("content").putArray("tool_calls");
                for (int i = 0; i < calls.arguments().size(); i++) {
                    list.add(toolCall(calls, i));
                }
            }
            case Says says -> content(message, says.text());
        }
        answer.set("usage", usage());
        choice.put("finish_reason", finish());
        return answer;
    }

    private List<ObjectNode> chunks() {
        List<ObjectNode> chunks = new ArrayList<>();
        if (has(Deviation.EMPTY_FIRST_CHUNK)) {
            ObjectNode first = head("").put("id", "").put("model", "");
            first.putArray("choices");
            first.putArray("prompt_filter_results").addObject().put("prompt_index", 0);
            chunks.add(first);
        }
        delta(chunks).put("role", "assistant").put("content", "");
        think(delta(chunks));
        switch (turn) {
            case Calls calls -> callChunks(calls, chunks);
            case Says says -> {
                int half = says.text().length() / 2;
                delta(chunks).put("content", says.text().substring(0, half));
                delta(chunks).put("content", says.text().substring(half));
            }
        }
        end(chunks);
        return chunks;
    }

    /** Each call in one piece, where its provider does so; else its arguments come in pieces. */
    private void callChunks(Calls calls, List<ObjectNode> chunks) {
        boolean pieces = !has(Deviation.CALLS_WITHOUT_INDEX) && !has(Deviation.INDEX_ZERO);
        for (int i = 0; i < calls.arguments().size(); i++) {
            ObjectNode toolCall = toolCall(calls, i);
            if (!has(Deviation.CALLS_WITHOUT_INDEX)) {
                toolCall.put("index", has(Deviation.INDEX_ZERO) ? 0 : i);
            }
            delta(chunks).putArray("tool_calls").add(toolCall);
            if (pieces) {
                String arguments = calls.arguments().get(i).toString();
                toolCall.withObject("function").put("arguments", "");
                for (String piece : new String[] {arguments.substring(0, 3), arguments.substring(3)}) {
                    ObjectNode more =
                            delta(chunks).putArray("tool_calls").addObject().put("index", i);
                    more.putObject("function").put("arguments", piece);
                }
            }
        }
    }

    private void end(List<ObjectNode> chunks) {
        delta(chunks);
        ObjectNode last = chunks.getLast();
        ObjectNode choice = (ObjectNode) last.at("/choices/0");
        choice.put("finish_reason", finish());
        if (has(Deviation.USAGE_WITH_THE_END)) {
            last.set("usage", usage());
        } else if (has(Deviation.USAGE_IN_CHOICE)) {
            choice.set("usage", usage());
        } else if (has(Deviation.USAGE_IN_X_GROQ)) {
            last.putObject("x_groq").put("id", "req_1").set("usage", usage());
        }
        if (request.at("/stream_options/include_usage").asBoolean()) {
            ObjectNode usage = head("chat.completion.chunk");
            usage.putArray("choices");
            usage.set("usage", usage());
            chunks.add(usage);
        }
    }

    private ObjectNode toolCall(Calls calls, int i) {
        // as long and of such letters as the strictest of them wants
        ObjectNode toolCall = JSON.createObjectNode().put("id", "callAbc0" + i).put("type", "function");
        toolCall.putObject("function")
                .put("name", calls.name())
                .put("arguments", calls.arguments().get(i).toString());
        if (has(Deviation.SIGNATURES) && i == 0) {
            toolCall.putObject("extra_content").putObject("google").put("thought_signature", SIGNATURE);
        }
        return toolCall;
    }

    private void think(ObjectNode message) {
        if (has(Deviation.REASONING)) {
            message.put("reasoning", THOUGHT);
        } else if (has(Deviation.REASONING_CONTENT)) {
            message.put("reasoning_content", THOUGHT);
        } else if (has(Deviation.THINKING_PARTS)
                && turn instanceof Says
                && request.path("stream").asBoolean()) {
            thought(message.putArray("content"));
        }
    }

    private void content(ObjectNode message, String text) {
        if (has(Deviation.THINKING_PARTS)) {
            ArrayNode parts = message.putArray("content");
            thought(parts);
            parts.addObject().put("type", "text").put("text", text);
        } else {
            message.put("content", text);
        }
    }

    private static void thought(ArrayNode parts) {
        ArrayNode thinking = parts.addObject().put("type", "thinking").putArray("thinking");
        thinking.addObject().put("type", "text").put("text", THOUGHT);
    }

    private String finish() {
        if (turn instanceof Calls) {
            return has(Deviation.STOP_AFTER_CALLS) ? "stop" : "tool_calls";
        }
        return has(Deviation.ENDS_WITH_EOS) ? "eos" : "stop";
    }

    private ObjectNode delta(List<ObjectNode> chunks) {
        ObjectNode chunk = head("chat.completion.chunk");
        chunks.add(chunk);
        return choice(chunk).putNull("finish_reason").putObject("delta");
    }

    private static ObjectNode choice(ObjectNode answer) {
        return answer.putArray("choices").addObject().put("index", 0);
    }

    private ObjectNode head(String object) {
        return JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", object)
                .put("created", 1_700_000_000)
                .put("model", request.path("model").asText());
    }

    private static ObjectNode usage() {
        return JSON.createObjectNode()
                .put("prompt_tokens", 11)
                .put("completion_tokens", 7)
                .put("total_tokens", 18);
    }

    private boolean has(Deviation deviation) {
        return deviations.contains(deviation);
    }
}
