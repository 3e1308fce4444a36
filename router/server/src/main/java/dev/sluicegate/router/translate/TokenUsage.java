package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The number of tokens that an answer cost, as the provider counted them.
 *
 * @param input the whole prompt, what came from a cache or was written to one included
 * @param cached how much of the prompt was read from a cache
 * @param cacheWritten how much of the prompt was written to a cache; 0 where the protocol does not tell
 * @param output everything that was generated, reasoning included
 * @param reasoning how much of that was reasoning; 0 where the protocol does not tell
 */
public record TokenUsage(long input, long cached, long cacheWritten, long output, long reasoning) {
    static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

    /**
     * What a chat completion or a chunk of one says of its tokens, wherever its provider says it: at the top, in the choice (Kimi), or
     * in a part of the provider's own (Groq); null if nowhere.
     */
    static @Nullable TokenUsage inChat(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        for (JsonNode choice : answer.path("choices")) {
            for (JsonNode place : new JsonNode[] {choice, choice.path("delta"), choice.path("message")}) {
                usage = usage.isObject() ? usage : place.path("usage");
            }
        }
        usage = usage.isObject() ? usage : answer.path("x_groq").path("usage");
        return usage.isObject() ? ofOpenAi(usage) : null;
    }

    /** @see <a href="https://api-docs.deepseek.com/guides/kv_cache">DeepSeek's names for what came from a cache</a> */
    private static TokenUsage ofOpenAi(JsonNode usage) {
        JsonNode prompt = first(usage, "prompt_tokens_details", "input_tokens_details");
        JsonNode completion = first(usage, "completion_tokens_details", "output_tokens_details");
        long cached = count(prompt, "cached_tokens");
        return new TokenUsage(
                count(usage, "prompt_tokens", "input_tokens"),
                cached > 0 ? cached : count(usage, "cached_tokens", "prompt_cache_hit_tokens"),
                count(prompt, "cache_write_tokens"),
                count(usage, "completion_tokens", "output_tokens"),
                count(completion, "reasoning_tokens"));
    }

    private static JsonNode first(JsonNode node, String name, String otherwise) {
        return node.path(name).isMissingNode() ? node.path(otherwise) : node.path(name);
    }

    private static long count(JsonNode node, String name, String otherwise) {
        return Math.max(0, first(node, name, otherwise).asLong(0));
    }

    /** What a message says of its tokens; null if nothing. */
    static @Nullable TokenUsage inMessage(JsonNode message) {
        return message.path("usage").isObject() ? ofAnthropic(message.path("usage"), NONE) : null;
    }

    static TokenUsage orNone(@Nullable TokenUsage usage) {
        return usage == null ? NONE : usage;
    }

    /**
     * Anthropic counts a prompt's cached tokens apart from the others, and a stream's last event repeats only some of the counts.
     *
     * @param earlier what is valid where {@code usage} says nothing
     * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching#tracking-cache-performance">Counting</a>
     */
    static TokenUsage ofAnthropic(JsonNode usage, TokenUsage earlier) {
        long cached = usage.path("cache_read_input_tokens").asLong(earlier.cached);
        long written = usage.path("cache_creation_input_tokens").asLong(earlier.cacheWritten);
        long fresh = usage.path("input_tokens").asLong(earlier.input - earlier.cached - earlier.cacheWritten);
        return new TokenUsage(
                fresh + cached + written,
                cached,
                written,
                usage.path("output_tokens").asLong(earlier.output),
                usage.path("output_tokens_details").path("thinking_tokens").asLong(earlier.reasoning));
    }

    private static long count(JsonNode node, String name) {
        return Math.max(0, node.path(name).asLong(0));
    }

    ObjectNode openAi() {
        ObjectNode usage = Json.object()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached).put("cache_write_tokens", cacheWritten);
        if (reasoning > 0) {
            usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        }
        return usage;
    }

    ObjectNode responses() {
        ObjectNode usage = Json.object().put("input_tokens", input);
        usage.putObject("input_tokens_details").put("cached_tokens", cached).put("cache_write_tokens", cacheWritten);
        usage.put("output_tokens", output).putObject("output_tokens_details").put("reasoning_tokens", reasoning);
        return usage.put("total_tokens", input + output);
    }

    ObjectNode anthropic() {
        return Json.object()
                .put("input_tokens", Math.max(0, input - cached - cacheWritten))
                .put("cache_creation_input_tokens", cacheWritten)
                .put("cache_read_input_tokens", cached)
                .put("output_tokens", output);
    }
}
