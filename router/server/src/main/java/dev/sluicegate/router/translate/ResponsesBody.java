package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A chat completion as OpenAI's response. */
final class ResponsesBody {
    private ResponsesBody() {}

    /**
     * @param usage null if the provider did not say
     * @param requestId names the response if the provider does not
     * @param second in which it came, since 1970
     * @throws Untranslatable if the completion is not one
     */
    static ObjectNode translate(
            JsonNode completion, @Nullable TokenUsage usage, ResponsesAnswer answer, String requestId, long second) {
        JsonNode choice = completion.path("choices").path(0);
        JsonNode said = choice.path("message");
        if (!said.isObject()) {
            throw new Untranslatable("answered with something that is not a chat completion");
        }
        if (!choice.path("finish_reason").isTextual()) {
            throw new Untranslatable("answered without a 'finish_reason'");
        }
        EndReason reason = EndReason.ofOpenAi(
                choice.path("finish_reason").textValue(),
                !said.path("tool_calls").isEmpty());
        String id = completion.path("id").asText("");
        id = id.isEmpty() ? requestId : id;
        ArrayNode output = Json.array();
        ArrayNode signed = Json.array();
        said.path("thinking_blocks").forEach(signed::add);
        String reasoning = ReasoningFields.of(said);
        if (!reasoning.isEmpty() || !signed.isEmpty()) {
            output.add(answer.reasoning("rs_" + id, reasoning, signed));
        }
        boolean calls = !said.path("tool_calls").isEmpty();
        ArrayNode content = Json.array();
        String text = said.path("content").asText("");
        String refusal = said.path("refusal").asText("");
        if (!text.isEmpty() || (refusal.isEmpty() && !calls)) {
            content.add(ResponsesAnswer.outputText(text));
        }
        if (!refusal.isEmpty()) {
            content.add(ResponsesAnswer.refusal(refusal));
        }
        if (!content.isEmpty()) {
            ObjectNode message =
                    ResponsesAnswer.message("msg_" + id, calls ? "completed" : ResponsesAnswer.status(reason));
            message.set("content", content);
            output.add(message);
        }
        int number = 0;
        for (JsonNode call : said.path("tool_calls")) {
            number++;
            boolean last = number == said.path("tool_calls").size();
            output.add(call(answer, call, id + "_" + number, last ? ResponsesAnswer.status(reason) : "completed"));
        }
        ObjectNode response =
                answer.begun("resp_" + id, completion.path("model").asText(), second);
        ResponsesAnswer.end(response, reason, output, usage);
        return response;
    }

    private static ObjectNode call(ResponsesAnswer answer, JsonNode call, String id, String status) {
        JsonNode function = call.path("function");
        if (!function.path("name").isTextual()) {
            throw new Untranslatable("called a tool without naming a function");
        }
        JsonNode arguments = function.path("arguments");
        String text = arguments.isObject() ? Json.text(arguments) : arguments.asText("");
        String callId = call.path("id").asText("");
        String name = function.path("name").textValue();
        return answer.call(
                (answer.isCustom(name) ? "ctc_" : "fc_") + id,
                callId.isEmpty() ? "call_" + id : callId,
                name,
                text.isBlank() ? "{}" : text,
                status);
    }
}
