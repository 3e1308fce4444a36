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
    private final CallNumbers numbers = new CallNumbers();
    private final CallIds ids = new CallIds();
    private final List<Call> calls = new ArrayList<>();
    private String answer = "";
    private int current;

    private static final class Call {
        private String id = "";
        private String carried = "";
        private String name = "";
        private final StringBuilder waiting = new StringBuilder();
        private final JsonEnd end = new JsonEnd();
        private boolean open;
        private boolean hasInput;
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
        int number = numbers.of(fragment);
        if (number == calls.size()) {
            calls.add(new Call());
        }
        Call call = calls.get(number);
        JsonNode function = fragment.path("function");
        if (call.id.isEmpty()) {
            call.id = fragment.path("id").asText("");
        }
        if (call.carried.isEmpty()) {
            call.carried = CarriedContent.of(fragment);
        }
        if (call.name.isEmpty()) {
            call.name = function.path("name").asText("");
        }
        String arguments = CallArguments.of(function);
        if (number < current) {
            if (!arguments.isBlank()) {
                throw new Untranslatable("went on with a tool call that was complete");
            }
            return;
        }
        call.waiting.append(arguments);
        advance(false);
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
        blocks.openTool(CompletionBody.toolUse(ids.of(call.id, call.carried, answer + "_" + blocks.next()), call.name));
    }
}
