package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How many tokens an answer cost, as the provider counted them.
 *
 * @param input the whole prompt, what came from a cache or was written to one included
 * @param cached how much of the prompt was read from a cache
 * @param cacheWritten how much of the prompt was written to a cache; 0 where the protocol does not tell
 * @param output everything that was generated, reasoning included
 * @param reasoning how much of that was reasoning; 0 where the protocol does not tell
 */
public record TokenUsage(long input, long cached, long cacheWritten, long output, long reasoning) {
    static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

    static TokenUsage ofOpenAi(JsonNode usage) {
        return new TokenUsage(
                count(usage, "prompt_tokens"),
                count(usage.path("prompt_tokens_details"), "cached_tokens"),
                count(usage.path("prompt_tokens_details"), "cache_write_tokens"),
                count(usage, "completion_tokens"),
                count(usage.path("completion_tokens_details"), "reasoning_tokens"));
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
        return node.path(name).asLong(0);
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
