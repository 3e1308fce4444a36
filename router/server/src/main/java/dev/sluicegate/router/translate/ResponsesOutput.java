package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The items of a response's output while they come: what is reasoned, said and refused one after the other, calls side by side as the
 * provider mixes them. The end of the response repeats them all, so they are kept.
 */
final class ResponsesOutput {
    private static final int LARGEST = 64 << 20;

    private final ResponsesAnswer answer;
    private final Consumer<ObjectNode> out;
    private final CallNumbers numbers = new CallNumbers();
    private final CallIds ids = new CallIds();
    private final List<Call> calls = new ArrayList<>();
    private final List<ObjectNode> done = new ArrayList<>();
    private String id = "";
    private long size;
    private @Nullable Text open;

    /** What an item is that is not a call, and what its events are called. */
    enum Kind {
        TEXT("message", "response.output_text", "text", "response.content_part", "content_index"),
        REFUSAL("message", "response.refusal", "refusal", "response.content_part", "content_index"),
        REASONING("reasoning", "response.reasoning_text", "text", "response.content_part", "content_index"),
        SUMMARY(
                "reasoning",
                "response.reasoning_summary_text",
                "text",
                "response.reasoning_summary_part",
                "summary_index");

        private final String item;
        private final String event;
        private final String field;
        private final String part;
        private final String index;

        Kind(String item, String event, String field, String part, String index) {
            this.item = item;
            this.event = event;
            this.field = field;
            this.part = part;
            this.index = index;
        }

        private ObjectNode part(String text) {
            return switch (this) {
                case TEXT -> ResponsesAnswer.outputText(text);
                case REFUSAL -> ResponsesAnswer.refusal(text);
                case REASONING -> Json.typed("reasoning_text").put("text", text);
                case SUMMARY -> Json.typed("summary_text").put("text", text);
            };
        }
    }

    private static final class Text {
        private final Kind kind;
        private final int index;
        private final String id;
        private final StringBuilder text = new StringBuilder();
        private final ArrayNode signed = Json.array();

        Text(Kind kind, int index, String id) {
            this.kind = kind;
            this.index = index;
            this.id = id;
        }
    }

    private static final class Call {
        private int index = -1;
        private String id = "";
        private String callId = "";
        private String carried = "";
        private String name = "";
        private boolean custom;
        private final StringBuilder arguments = new StringBuilder();
        private int sent;
    }

    ResponsesOutput(ResponsesAnswer answer, Consumer<ObjectNode> out) {
        this.answer = answer;
        this.out = out;
    }

    /** Items are named after the response's id, and calls that come without one too. */
    void nameAfter(String id) {
        this.id = id;
    }

    boolean called() {
        return !calls.isEmpty();
    }

    void reasoning(String text) {
        text(reasoningKind(), text);
    }

    private Kind reasoningKind() {
        return answer.summaries() ? Kind.SUMMARY : Kind.REASONING;
    }

    /** A block that its provider wants back as it was. */
    void signed(JsonNode block) {
        grow(Json.text(block).length());
        item(reasoningKind()).signed.add(block);
    }

    void text(Kind kind, String delta) {
        if (delta.isEmpty()) {
            return;
        }
        grow(delta.length());
        Text item = item(kind);
        if (item.text.isEmpty()) {
            out.accept(about(kind.part + ".added", item).set("part", kind.part("")));
        }
        item.text.append(delta);
        ObjectNode event = about(kind.event + ".delta", item).put("delta", delta);
        if (kind == Kind.TEXT) {
            event.putArray("logprobs");
        }
        out.accept(event);
    }

    private void grow(int more) {
        size += more;
        if (size > LARGEST) {
            throw new Untranslatable("answered with more than " + (LARGEST >> 20) + " MiB");
        }
    }

    private Text item(Kind kind) {
        Text item = open;
        if (item != null && item.kind == kind) {
            return item;
        }
        close("completed");
        boolean message = kind.item.equals("message");
        item = new Text(kind, done.size(), (message ? "msg_" : "rs_") + id + "_" + done.size());
        open = item;
        added(message ? ResponsesAnswer.message(item.id, "in_progress") : answer.reasoning(item.id, "", Json.array()));
        return item;
    }

    private int added(ObjectNode item) {
        int index = done.size();
        done.add(item);
        ObjectNode event = Json.typed("response.output_item.added").put("output_index", index);
        out.accept(event.set("item", item));
        return index;
    }

    private static ObjectNode about(String type, Text item) {
        return Json.typed(type)
                .put("item_id", item.id)
                .put("output_index", item.index)
                .put(item.kind.index, 0);
    }

    private void close(String status) {
        Text item = open;
        if (item == null) {
            return;
        }
        open = null;
        Kind kind = item.kind;
        String text = item.text.toString();
        if (!text.isEmpty()) {
            ObjectNode event = about(kind.event + ".done", item).put(kind.field, text);
            if (kind == Kind.TEXT) {
                event.putArray("logprobs");
            }
            out.accept(event);
            out.accept(about(kind.part + ".done", item).set("part", kind.part(text)));
        }
        ObjectNode whole;
        if (kind.item.equals("message")) {
            whole = ResponsesAnswer.message(item.id, status);
            whole.withArray("content").add(kind.part(text));
        } else {
            whole = answer.reasoning(item.id, text, item.signed);
        }
        finished(item.index, whole);
    }

    private void finished(int index, ObjectNode whole) {
        done.set(index, whole);
        ObjectNode event = Json.typed("response.output_item.done").put("output_index", index);
        out.accept(event.set("item", whole));
    }

    /** A fragment of a call. */
    void call(JsonNode fragment) {
        close("completed");
        int number = numbers.of(fragment);
        if (number == calls.size()) {
            calls.add(new Call());
        }
        Call call = calls.get(number);
        JsonNode function = fragment.path("function");
        if (call.callId.isEmpty()) {
            call.callId = fragment.path("id").asText("");
        }
        if (call.carried.isEmpty()) {
            call.carried = CarriedContent.of(fragment);
        }
        if (call.name.isEmpty()) {
            call.name = function.path("name").asText("");
        }
        String arguments = CallArguments.of(function);
        grow(arguments.length());
        call.arguments.append(arguments);
        if (!call.name.isEmpty()) {
            advance(call);
        }
    }

    private void advance(Call call) {
        if (call.index < 0) {
            call.custom = answer.isCustom(call.name);
            call.id = (call.custom ? "ctc_" : "fc_") + id + "_" + done.size();
            call.callId = ids.of(call.callId, call.carried, "call_" + id + "_" + done.size());
            call.index = added(answer.call(call.id, call.callId, call.name, "", "in_progress"));
        }
        if (!call.custom && call.sent < call.arguments.length()) {
            out.accept(about("response.function_call_arguments.delta", call)
                    .put("delta", call.arguments.substring(call.sent)));
            call.sent = call.arguments.length();
        }
    }

    private static ObjectNode about(String type, Call call) {
        return Json.typed(type).put("item_id", call.id).put("output_index", call.index);
    }

    /**
     * Ends what is open.
     *
     * @param status of the last item
     * @return all items
     */
    ArrayNode finish(String status) {
        close(status);
        for (Call call : calls) {
            if (call.name.isEmpty()) {
                throw new Untranslatable("called a tool without naming a function");
            }
            if (call.arguments.toString().isBlank()) {
                // clients parse the arguments, so there must be some
                call.arguments.append("{}");
            }
            advance(call);
            String arguments = call.arguments.toString();
            String how = call.index == done.size() - 1 ? status : "completed";
            ObjectNode whole = answer.call(call.id, call.callId, call.name, arguments, how);
            if (call.custom) {
                input(call, whole.path("input").asText());
            } else {
                out.accept(about("response.function_call_arguments.done", call)
                        .put("name", whole.path("name").asText())
                        .put("arguments", arguments));
            }
            finished(call.index, whole);
        }
        ArrayNode all = Json.array();
        done.forEach(all::add);
        return all;
    }

    /** In one piece, because it is only known to be the input when the arguments are whole. */
    private void input(Call call, String input) {
        if (!input.isEmpty()) {
            out.accept(about("response.custom_tool_call_input.delta", call).put("delta", input));
        }
        out.accept(about("response.custom_tool_call_input.done", call).put("input", input));
    }
}
