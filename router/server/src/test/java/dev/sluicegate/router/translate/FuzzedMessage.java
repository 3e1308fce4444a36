package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Random answers of providers of Anthropic's protocol, with what newer versions and others that speak it may add or leave out. */
final class FuzzedMessage {
    private static final List<String> REASONS =
            List.of("end_turn", "max_tokens", "tool_use", "stop_sequence", "refusal", "pause_turn", "new_reason");

    private final FuzzedAnswer.Writer to;
    private int index;

    private FuzzedMessage(long seed) {
        to = new FuzzedAnswer.Writer(seed);
    }

    static FuzzedAnswer stream(long seed) {
        return new FuzzedMessage(seed).stream();
    }

    static FuzzedAnswer whole(long seed) {
        return new FuzzedMessage(seed).whole();
    }

    private FuzzedAnswer stream() {
        ObjectNode start = Json.typed("message_start");
        ObjectNode message = start.putObject("message").put("id", "m").put("model", "c");
        if (to.maybe(80)) {
            message.putObject("usage").put("input_tokens", 7);
        }
        event(start);
        for (int i = to.random.nextInt(3); i > 0; i--) {
            block(Json.typed("thinking").put("thinking", ""), "thinking_delta", "thinking", to.thoughts);
        }
        for (int i = to.random.nextInt(4); i > 0; i--) {
            block(Json.typed("text").put("text", ""), "text_delta", "text", to.texts);
        }
        for (int i = to.maybe(50) ? to.random.nextInt(3) : 0; i > 0; i--) {
            call();
        }
        if (to.maybe(20)) {
            return to.answer(false);
        }
        ObjectNode delta = Json.typed("message_delta");
        delta.putObject("delta").put("stop_reason", to.any(REASONS));
        if (to.maybe(80)) {
            delta.putObject("usage").put("output_tokens", 5);
        }
        event(delta);
        event(Json.typed("message_stop"));
        return to.answer(true);
    }

    private void block(ObjectNode block, String type, String field, List<String> words) {
        start(block);
        for (int i = 1 + to.random.nextInt(3); i > 0; i--) {
            delta(Json.typed(type).put(field, to.word(words)));
        }
        if (type.equals("thinking_delta") && to.maybe(70)) {
            delta(Json.typed("signature_delta").put("signature", "c2ln"));
        }
        stop();
    }

    private void call() {
        ObjectNode block = Json.typed("tool_use").put("id", "toolu_" + index).put("name", to.word(to.calls));
        block.putObject("input");
        start(block);
        if (to.maybe(80)) {
            delta(Json.typed("input_json_delta").put("partial_json", "{\"a\":"));
            delta(Json.typed("input_json_delta").put("partial_json", "\"" + to.word(to.calls) + "\"}"));
        }
        stop();
    }

    private void start(ObjectNode block) {
        if (to.maybe(10)) {
            event(Json.typed("ping"));
        }
        if (to.maybe(10)) {
            event(Json.typed("new_event").put("index", index));
        }
        to.unknown(block);
        ObjectNode start = Json.typed("content_block_start").put("index", index);
        start.set("content_block", block);
        event(start);
    }

    private void delta(ObjectNode delta) {
        to.unknown(delta);
        ObjectNode event = Json.typed("content_block_delta").put("index", index);
        event.set("delta", delta);
        event(event);
    }

    private void stop() {
        if (to.maybe(95)) {
            event(Json.typed("content_block_stop").put("index", index));
        }
        index++;
    }

    private void event(ObjectNode data) {
        to.unknown(data);
        to.event(to.maybe(90) ? data.path("type").asText() : "", data);
    }

    private FuzzedAnswer whole() {
        ObjectNode message = Json.typed("message").put("role", "assistant").put("model", "c");
        if (to.maybe(80)) {
            message.put("id", "m");
        }
        ArrayNode content = message.putArray("content");
        if (to.maybe(40)) {
            content.add(Json.typed("thinking").put("thinking", to.word(to.thoughts)));
        }
        for (int i = to.random.nextInt(3); i > 0; i--) {
            content.add(Json.typed("text").put("text", to.word(to.texts)));
        }
        if (to.maybe(40)) {
            ObjectNode call = Json.typed("tool_use").put("id", "toolu_1").put("name", to.word(to.calls));
            call.putObject("input").put("a", to.word(to.calls));
            content.add(call);
        }
        content.forEach(block -> to.unknown((ObjectNode) block));
        to.unknown(message);
        message.put("stop_reason", to.any(REASONS));
        if (to.maybe(80)) {
            message.putObject("usage").put("input_tokens", 7).put("output_tokens", 5);
        }
        return to.answer(message);
    }
}
