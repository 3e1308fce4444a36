package dev.sluicegate.router.provider;

import dev.sluicegate.router.config.Capabilities;
import dev.sluicegate.router.config.Capabilities.ReasoningHistory;
import dev.sluicegate.router.config.Capabilities.ResponseFormats;
import dev.sluicegate.router.config.Capabilities.SystemMessages;
import dev.sluicegate.router.config.Capabilities.TokenLimit;
import dev.sluicegate.router.config.Capabilities.ToolSchemas;
import dev.sluicegate.router.config.Flavor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The presets: what is known of each flavor, where it deviates from OpenAI's protocol as it stands. Only what its provider documents or
 * its users have reported stands here, each with its source; the rest is learned from its answers.
 */
final class Presets {
    private Presets() {}

    static Capabilities of(Flavor flavor) {
        return switch (flavor) {
            // nothing is known of the first; the others take what OpenAI's protocol has, as far as they document it
            case STANDARD, FIREWORKS, BEDROCK -> Capabilities.NONE;
            case LLAMA_CPP -> llamaCpp();
            case OPENAI, AZURE -> openAi();
            case GEMINI -> gemini();
            case VERTEX -> vertex();
            case MISTRAL -> mistral();
            case GROQ, VLLM -> reasoning(null);
            case OPENROUTER -> openRouter();
            case OLLAMA -> reasoning(TokenLimit.MAX_TOKENS);
            case CEREBRAS -> cerebras();
            case TOGETHER -> limit(TokenLimit.MAX_TOKENS);
            case DEEPSEEK -> deepSeek();
            case KIMI -> kimi();
        };
    }

    /**
     * Whether the fragments of calls in its streams have no numbers, or several calls the same. What is right passes as it is all the same.
     *
     * @see <a href="https://github.com/open-webui/computer/issues/224">Gemini: none</a>
     * @see <a href="https://github.com/ollama/ollama/issues/15457">Ollama: the same</a>
     */
    static boolean misnumbersCalls(Flavor flavor) {
        return flavor == Flavor.GEMINI || flavor == Flavor.VERTEX || flavor == Flavor.OLLAMA;
    }

    /** @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Messages have no field for reasoning</a> */
    private static Capabilities openAi() {
        return preset(null, List.of(), List.of(), ReasoningHistory.NONE, null, null, null);
    }

    /**
     * Levels of effort, and the schema of functions.
     *
     * @see <a href="https://ai.google.dev/gemini-api/docs/openai">OpenAI compatibility</a>
     * @see <a href="https://ai.google.dev/api/caching#Schema">Schema</a>
     */
    private static Capabilities gemini() {
        List<String> efforts = List.of("none", "minimal", "low", "medium", "high");
        return preset(null, List.of(), efforts, ReasoningHistory.NONE, ToolSchemas.BASIC, null, null);
    }

    /**
     * The same models behind another address; it has fewer levels.
     *
     * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview">OpenAI libraries</a>
     */
    private static Capabilities vertex() {
        List<String> efforts = List.of("low", "medium", "high");
        return preset(null, List.of(), efforts, ReasoningHistory.NONE, ToolSchemas.BASIC, null, null);
    }

    /**
     * It refuses each field that it does not know ({@code extra_forbidden}), and ids of calls of another form than its own.
     *
     * @see <a href="https://docs.mistral.ai/api/#tag/chat">Chat</a>
     * @see <a href="https://github.com/editor-code-assistant/eca/issues/231">max_completion_tokens refused</a>
     */
    private static Capabilities mistral() {
        List<String> unknown =
                List.of("stream_options", "user", "safety_identifier", "service_tier", "verbosity", "store");
        return preset(TokenLimit.MAX_TOKENS, unknown, List.of(), ReasoningHistory.NONE, null, null, 9);
    }

    /**
     * It refuses fields, and reasoning in the history.
     *
     * @see <a href="https://inference-docs.cerebras.ai/resources/openai">Fields that lead to status 400</a>
     * @see <a href="https://github.com/Alishahryar1/free-claude-code/issues/1136">reasoning_content refused</a>
     */
    private static Capabilities cerebras() {
        List<String> refused = List.of("parallel_tool_calls", "service_tier");
        return preset(null, refused, List.of(), ReasoningHistory.NONE, null, null, null);
    }

    /**
     * Many models' templates fail on a system message that is not the first.
     *
     * @see <a href="https://github.com/ggml-org/llama.cpp/issues/27367">System messages in a conversation</a>
     */
    private static Capabilities llamaCpp() {
        SystemMessages first = SystemMessages.FIRST;
        return new Capabilities(null, List.of(), List.of(), first, null, null, null, null, null, null);
    }

    /**
     * Reasoning goes back by the name by which it comes; the answer's format is any JSON object.
     *
     * @see <a href="https://api-docs.deepseek.com/guides/thinking_mode">Thinking mode</a>
     * @see <a href="https://api-docs.deepseek.com/guides/json_mode">JSON output</a>
     */
    private static Capabilities deepSeek() {
        List<String> efforts = List.of("low", "high", "max");
        ReasoningHistory required = ReasoningHistory.REQUIRED;
        return preset(TokenLimit.MAX_TOKENS, List.of(), efforts, required, null, ResponseFormats.JSON_OBJECT, null);
    }

    /**
     * Its thinking models refuse an answer in the history that has no reasoning.
     *
     * @see <a href="https://platform.moonshot.ai/docs/api/chat">Chat</a>
     * @see <a href="https://github.com/charmbracelet/crush/issues/2696">Answers without reasoning refused</a>
     */
    private static Capabilities kimi() {
        ReasoningHistory required = ReasoningHistory.REQUIRED;
        return preset(TokenLimit.MAX_COMPLETION_TOKENS, List.of(), List.of(), required, null, null, null);
    }

    /** @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">Reasoning that is preserved</a> */
    private static Capabilities openRouter() {
        List<String> efforts = List.of("none", "minimal", "low", "medium", "high", "xhigh");
        return preset(null, List.of(), efforts, ReasoningHistory.REASONING_DETAILS, null, null, null);
    }

    /**
     * Reasoning stands in {@code reasoning}.
     *
     * @see <a href="https://console.groq.com/docs/reasoning">Groq</a>
     * @see <a href="https://docs.vllm.ai/en/latest/features/reasoning_outputs/">vLLM</a>
     * @see <a href="https://docs.ollama.com/api/openai-compatibility">Ollama, which has max_tokens only</a>
     */
    private static Capabilities reasoning(@Nullable TokenLimit limit) {
        return preset(limit, List.of(), List.of(), ReasoningHistory.REASONING, null, null, null);
    }

    /**
     * The limit's field.
     *
     * @see <a href="https://docs.together.ai/reference/chat-completions-1">Together</a>
     */
    private static Capabilities limit(TokenLimit limit) {
        return preset(limit, List.of(), List.of(), null, null, null, null);
    }

    private static Capabilities preset(
            @Nullable TokenLimit limit,
            List<String> refused,
            List<String> efforts,
            @Nullable ReasoningHistory history,
            @Nullable ToolSchemas schemas,
            @Nullable ResponseFormats formats,
            @Nullable Integer callIds) {
        SystemMessages anywhere = null;
        return new Capabilities(limit, refused, efforts, anywhere, history, null, callIds, schemas, formats, null);
    }
}
