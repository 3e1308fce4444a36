package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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
        boolean calls = !said.path("tool_calls").isEmpty();
        EndReason reason = EndReason.of(choice.path("finish_reason").asText(""), calls);
        String id = Json.textOr(completion.path("id"), requestId);
        List<AnswerContent.Piece> pieces = AnswerContent.of(said);
        ArrayNode output = Json.array();
        ArrayNode signed = Json.array();
        said.path("thinking_blocks").forEach(signed::add);
        said.path(ReasoningDetails.FIELD).forEach(signed::add);
        String reasoning = AnswerContent.text(pieces, AnswerContent.Kind.REASONING);
        if (!reasoning.isEmpty() || !signed.isEmpty()) {
            output.add(answer.reasoning("rs_" + id, reasoning, signed));
        }
        ArrayNode content = content(pieces, calls);
        if (!content.isEmpty()) {
            ObjectNode message =
                    ResponsesAnswer.message("msg_" + id, calls ? "completed" : ResponsesAnswer.status(reason));
            message.set("content", content);
            output.add(message);
        }
        int number = 0;
        CallIds ids = new CallIds();
        for (JsonNode call : said.path("tool_calls")) {
            number++;
            boolean last = number == said.path("tool_calls").size();
            output.add(call(answer, call, ids, id + "_" + number, last ? ResponsesAnswer.status(reason) : "completed"));
        }
        ObjectNode response =
                answer.begun("resp_" + id, completion.path("model").asText(), second);
        ResponsesAnswer.end(response, reason, output, usage);
        return response;
    }

    private static ArrayNode content(List<AnswerContent.Piece> pieces, boolean calls) {
        ArrayNode content = Json.array();
        String text = AnswerContent.text(pieces, AnswerContent.Kind.TEXT);
        String refusal = AnswerContent.text(pieces, AnswerContent.Kind.REFUSAL);
        if (!text.isEmpty() || (refusal.isEmpty() && !calls)) {
            content.add(ResponsesAnswer.outputText(text));
        }
        if (!refusal.isEmpty()) {
            content.add(ResponsesAnswer.refusal(refusal));
        }
        return content;
    }

    private static ObjectNode call(ResponsesAnswer answer, JsonNode call, CallIds ids, String id, String status) {
        JsonNode function = call.path("function");
        if (!function.path("name").isTextual()) {
            throw new Untranslatable("called a tool without naming a function");
        }
        String text = CallArguments.of(function);
        String name = function.path("name").textValue();
        return answer.call(
                (answer.isCustom(name) ? "ctc_" : "fc_") + id,
                ids.of(call.path("id").asText(""), CarriedContent.of(call), "call_" + id),
                name,
                text.isBlank() ? "{}" : text,
                status);
    }
}
