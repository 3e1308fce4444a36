package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Random answers of providers of chat completions, as the many servers that speak OpenAI's protocol give them. */
final class FuzzedChat {
    private final FuzzedAnswer.Writer to;
    private int calls;

    private FuzzedChat(long seed) {
        to = new FuzzedAnswer.Writer(seed);
    }

    static FuzzedAnswer stream(long seed) {
        return new FuzzedChat(seed).stream();
    }

    static FuzzedAnswer whole(long seed) {
        return new FuzzedChat(seed).whole();
    }

    private FuzzedAnswer stream() {
        for (int i = to.random.nextInt(4); i > 0; i--) {
            chunk(thought(Json.object()), "");
        }
        for (int i = to.random.nextInt(6); i > 0; i--) {
            chunk(text(Json.object()), "");
            if (to.maybe(10)) {
                chunk(Json.object(), "");
            }
        }
        for (int i = to.maybe(50) ? to.random.nextInt(4) : 0; i > 0; i--) {
            call();
        }
        if (to.maybe(20)) {
            return to.answer(false);
        }
        // nothing but a terminator is no answer
        boolean reason = to.maybe(90) || to.texts.isEmpty();
        if (reason) {
            chunk(to.maybe(20) ? text(Json.object()) : Json.object(), to.reason());
        }
        if (to.maybe(50)) {
            ObjectNode usage = Json.object().put("id", "c").put("model", "m");
            usage.putArray("choices");
            usage.set("usage", usage());
            to.event("", usage);
        }
        boolean done = !reason || to.maybe(70);
        if (done) {
            to.raw("data: [DONE]\n\n");
        }
        return to.answer(true);
    }

    private FuzzedAnswer whole() {
        ObjectNode whole = Json.object().put("object", "chat.completion");
        if (to.maybe(80)) {
            whole.put("id", "c");
        }
        ObjectNode choice = whole.putArray("choices").addObject();
        choice.put("finish_reason", to.reason());
        ObjectNode message = choice.putObject("message");
        if (to.maybe(50)) {
            thought(message);
        }
        if (to.maybe(80)) {
            text(message);
        }
        if (to.maybe(40)) {
            ArrayNode all = message.putArray("tool_calls");
            for (int i = 1 + to.random.nextInt(3); i > 0; i--) {
                ObjectNode call = all.addObject();
                head(call, to.word(to.calls));
                arguments(call);
            }
        }
        to.unknown(message);
        to.unknown(whole);
        if (to.maybe(70)) {
            whole.set("usage", usage());
        }
        return to.answer(whole);
    }

    private void chunk(ObjectNode delta, String reason) {
        ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
        if (to.maybe(80)) {
            chunk.put("id", "c").put("created", 1).put("model", "m");
        }
        ObjectNode choice = chunk.putArray("choices").addObject();
        if (to.maybe(80)) {
            choice.put("index", 0);
        }
        if (to.maybe(30)) {
            delta.put("role", "assistant");
        }
        choice.set("delta", delta);
        if (!reason.isEmpty()) {
            choice.put("finish_reason", reason);
        } else if (to.maybe(50)) {
            choice.putNull("finish_reason");
        }
        if (to.maybe(15)) {
            (to.maybe(50) ? chunk : choice).set("usage", usage());
        }
        to.unknown(delta);
        to.unknown(choice);
        to.unknown(chunk);
        to.event("", chunk);
    }

    private ObjectNode text(ObjectNode message) {
        if (message.has("content") || to.maybe(25)) {
            ArrayNode parts = message.withArray("content");
            for (int i = 1 + to.random.nextInt(2); i > 0; i--) {
                parts.add(Json.typed("text").put("text", to.word(to.texts)));
            }
        } else {
            message.put("content", to.word(to.texts));
        }
        return message;
    }

    private ObjectNode thought(ObjectNode message) {
        String name = to.any(List.of("reasoning_content", "reasoning", "reasoning_details", "thinking"));
        switch (name) {
            case "reasoning_details" ->
                message.putArray(name).add(Json.typed("reasoning.text").put("text", to.word(to.thoughts)));
            case "thinking" -> {
                ObjectNode part = Json.typed("thinking");
                part.putArray("thinking").add(Json.typed("text").put("text", to.word(to.thoughts)));
                message.putArray("content").add(part);
            }
            default -> message.put(name, to.word(to.thoughts));
        }
        return message;
    }

    private void call() {
        boolean index = to.maybe(70);
        String id = to.maybe(80) ? "call_" + calls : "";
        ObjectNode call = Json.object();
        if (index) {
            call.put("index", calls);
        }
        if (!id.isEmpty()) {
            call.put("id", id);
        }
        calls++;
        call.put("type", "function").putObject("function").put("name", to.word(to.calls));
        int fragments = index ? to.random.nextInt(4) : 0;
        if (fragments == 0) {
            arguments(call);
        } else {
            ((ObjectNode) call.path("function")).put("arguments", "{\"a\":[");
        }
        chunk(calls(call), "");
        for (int i = 0; i < fragments; i++) {
            ObjectNode more = Json.object().put("index", calls - 1);
            String word = "\"" + to.word(to.calls) + "\"" + (i + 1 < fragments ? "," : "]}");
            more.putObject("function").put("arguments", word);
            chunk(calls(more), "");
        }
    }

    private static ObjectNode calls(ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").add(call);
        return delta;
    }

    private void head(ObjectNode call, String name) {
        if (to.maybe(70)) {
            call.put("id", to.maybe(80) ? "call_" + calls++ : "call_same");
        }
        call.put("type", "function").putObject("function").put("name", name);
    }

    private void arguments(ObjectNode call) {
        ObjectNode function = (ObjectNode) call.path("function");
        String word = to.word(to.calls);
        if (to.maybe(20)) {
            function.putObject("arguments").put("a", word);
        } else {
            function.put("arguments", to.maybe(90) ? "{\"a\":\"" + word + "\"}" : word);
        }
    }

    private ObjectNode usage() {
        ObjectNode usage = Json.object().put("prompt_tokens", 9).put("completion_tokens", 4);
        if (to.maybe(20)) {
            usage.put("cached_tokens", 3);
        }
        to.unknown(usage);
        return usage;
    }
}
