package dev.sluicegate.router.translate;

/** Why a model ended its answer, in both protocols' words. */
enum EndReason {
    DONE("stop", "end_turn"),
    LIMIT("length", "max_tokens"),
    TOOLS("tool_calls", "tool_use"),
    REFUSED("content_filter", "refusal");

    final String openAi;
    final String anthropic;

    EndReason(String openAi, String anthropic) {
        this.openAi = openAi;
        this.anthropic = anthropic;
    }

    /** @param calledTools some providers of OpenAI's protocol say "stop" after tool calls too */
    static EndReason ofOpenAi(String reason, boolean calledTools) {
        return switch (reason) {
            case "stop" -> calledTools ? TOOLS : DONE;
            case "length" -> LIMIT;
            case "tool_calls", "function_call" -> TOOLS;
            case "content_filter" -> REFUSED;
            default ->
                throw new Untranslatable("ended its answer for a reason that the client's protocol has no word for");
        };
    }

    static EndReason ofAnthropic(String reason) {
        return switch (reason) {
            // which sequence it was has no place in OpenAI's protocol
            case "end_turn", "stop_sequence" -> DONE;
            case "max_tokens", "model_context_window_exceeded" -> LIMIT;
            case "tool_use" -> TOOLS;
            case "refusal" -> REFUSED;
            default ->
                throw new Untranslatable("ended its answer for a reason that the client's protocol has no word for");
        };
    }
}
