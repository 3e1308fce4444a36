package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The tool calls of OpenAI's stream as blocks of Anthropic's. OpenAI's protocol numbers the fragments of several calls and may mix
 * them; Anthropic's finishes one block before the next. So the fragments of the first call that is not finished pass at once, and
 * those of later ones wait for it.
 */
final class ToolCallBlocks {
    private final MessageBlocks blocks;
    private final List<Call> calls = new ArrayList<>();
    private String answer = "";
    private int current;

    private static final class Call {
        private final int number;
        private String id = "";
        private String name = "";
        private final StringBuilder waiting = new StringBuilder();
        private final JsonEnd end = new JsonEnd();
        private boolean open;
        private boolean hasInput;

        Call(int number) {
            this.number = number;
        }
    }

    ToolCallBlocks(MessageBlocks blocks) {
        this.blocks = blocks;
    }

    /** Calls that come without an id get one from the answer's. */
    void nameCallsAfter(String answerId) {
        answer = answerId;
    }

    boolean any() {
        return !calls.isEmpty();
    }

    void accept(JsonNode fragment) {
        Call call = callOf(fragment);
        JsonNode function = fragment.path("function");
        if (call.id.isEmpty()) {
            call.id = fragment.path("id").asText("");
        }
        if (call.name.isEmpty()) {
            call.name = function.path("name").asText("");
        }
        String arguments = function.path("arguments").asText("");
        if (calls.indexOf(call) < current) {
            if (!arguments.isBlank()) {
                throw new Untranslatable("went on with a tool call that was complete");
            }
            return;
        }
        call.waiting.append(arguments);
        advance(false);
    }

    /** Some providers leave the number out and send each call whole. */
    private Call callOf(JsonNode fragment) {
        boolean numbered = fragment.path("index").isInt();
        int number = numbered ? fragment.path("index").intValue() : calls.size();
        if (!numbered && !fragment.hasNonNull("id") && !calls.isEmpty()) {
            return calls.getLast();
        }
        for (Call call : calls) {
            if (call.number == number) {
                return call;
            }
        }
        Call call = new Call(number);
        calls.add(call);
        return call;
    }

    /** No more fragments will come for the calls so far. */
    void finish() {
        advance(true);
    }

    private void advance(boolean toTheEnd) {
        while (current < calls.size()) {
            Call call = calls.get(current);
            if (!call.open) {
                if (call.name.isEmpty() && !toTheEnd) {
                    return;
                }
                open(call);
            }
            if (!call.waiting.isEmpty()) {
                String fragment = call.waiting.toString();
                call.waiting.setLength(0);
                call.end.accept(fragment);
                call.hasInput = true;
                blocks.toolInput(fragment);
            }
            if (!toTheEnd && (current == calls.size() - 1 || !call.end.reached())) {
                return;
            }
            if (!call.hasInput) {
                // Anthropic's clients want some input, be it an empty object
                blocks.toolInput("{}");
            }
            blocks.close();
            current++;
        }
    }

    private void open(Call call) {
        if (call.name.isEmpty()) {
            throw new Untranslatable("called a tool without naming a function");
        }
        call.open = true;
        blocks.openTool(CompletionBody.toolUse(call.id, answer + "_" + blocks.next(), call.name));
    }
}
