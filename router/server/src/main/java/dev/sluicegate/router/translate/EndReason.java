package dev.sluicegate.router.translate;

import java.util.List;
import java.util.Locale;

/** Why a model ended its answer, in both protocols' words. */
enum EndReason {
    DONE("stop", "end_turn"),
    LIMIT("length", "max_tokens"),
    TOOLS("tool_calls", "tool_use"),
    REFUSED("content_filter", "refusal");

    /** OpenAI's length, Anthropic's max_tokens and model_context_window_exceeded, Mistral's model_length, Gemini's MAX_TOKENS. */
    private static final List<String> CUT_SHORT = List.of("length", "max_tokens", "context_window", "token_limit");

    /** OpenAI's content_filter, Anthropic's refusal, Gemini's SAFETY, RECITATION, BLOCKLIST, PROHIBITED_CONTENT. */
    private static final List<String> WITHHELD =
            List.of("filter", "refus", "safety", "recitation", "blocklist", "prohibited");

    /** OpenAI's tool_calls and function_call, Anthropic's tool_use. */
    private static final List<String> CALLING = List.of("tool", "function_call");

    final String openAi;
    final String anthropic;

    EndReason(String openAi, String anthropic) {
        this.openAi = openAi;
        this.anthropic = anthropic;
    }

    /**
     * What a provider of either protocol means by its word. Any word is an end, also one that nobody has heard of and an empty one:
     * the answer has been paid for.
     *
     * @param calledTools some providers say "stop" after tool calls too
     */
    static EndReason of(String reason, boolean calledTools) {
        String word = reason.toLowerCase(Locale.ROOT);
        if (containsOneOf(word, CUT_SHORT)) {
            return LIMIT;
        }
        if (containsOneOf(word, WITHHELD)) {
            return REFUSED;
        }
        return calledTools || containsOneOf(word, CALLING) ? TOOLS : DONE;
    }

    private static boolean containsOneOf(String word, List<String> parts) {
        return parts.stream().anyMatch(word::contains);
    }
}
