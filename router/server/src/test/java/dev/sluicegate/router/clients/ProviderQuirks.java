package dev.sluicegate.router.clients;

import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.CALLS_WITHOUT_INDEX;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.COMMENTS;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.EMPTY_FIRST_CHUNK;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.ENDS_WITH_EOS;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.INDEX_ZERO;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.REASONING;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.REASONING_CONTENT;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.SIGNATURES;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.STOP_AFTER_CALLS;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.THINKING_PARTS;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.USAGE_IN_CHOICE;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.USAGE_IN_X_GROQ;
import static dev.sluicegate.router.clients.ProviderQuirks.Deviation.USAGE_WITH_THE_END;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.Flavor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The quirks of the provider behind each flavor: what it refuses, and how its answers deviate from OpenAI's. Only what is documented or
 * was reported stands here, each with its source; {@code docs/clients.md} lists them.
 *
 * @param refusals each the reason why a request is refused, if it is
 * @param source where the quirks are written down
 */
record ProviderQuirks(
        ErrorShape errors,
        List<Function<JsonNode, Optional<String>>> refusals,
        Set<Deviation> deviations,
        String words,
        String source) {

    /** The shape in which a provider says no. */
    enum ErrorShape {
        OPENAI,
        /** Google's: a list. */
        LIST,
        /** Cerebras': no envelope. */
        FLAT,
        /** Mistral's: what is wrong stands in an object within the message, with status 422. */
        DETAIL
    }

    /** A way in which an answer is not quite OpenAI's. */
    enum Deviation {
        CALLS_WITHOUT_INDEX,
        INDEX_ZERO,
        STOP_AFTER_CALLS,
        SIGNATURES,
        EMPTY_FIRST_CHUNK,
        ENDS_WITH_EOS,
        USAGE_IN_X_GROQ,
        USAGE_IN_CHOICE,
        USAGE_WITH_THE_END,
        COMMENTS,
        REASONING,
        REASONING_CONTENT,
        THINKING_PARTS
    }

    static ProviderQuirks of(Flavor flavor) {
        return switch (flavor) {
            case STANDARD, BEDROCK -> plain(List.of(), Set.of(), "none that is documented", "");
            case OPENAI -> openAi(Set.of(), "");
            case AZURE ->
                openAi(
                        Set.of(EMPTY_FIRST_CHUNK),
                        "; a first chunk without choices ([report](https://github.com/Azure/azure-sdk-for-go/issues/21086))");
            case GEMINI, VERTEX -> gemini();
            case MISTRAL -> mistral();
            case GROQ -> groq();
            case CEREBRAS -> cerebras();
            case TOGETHER -> together();
            case FIREWORKS -> fireworks();
            case OPENROUTER -> openRouter();
            case OLLAMA -> ollama();
            case VLLM -> vllm();
            case LLAMA_CPP -> llamaCpp();
            case DEEPSEEK -> deepSeek();
            case KIMI -> kimi();
        };
    }

    private static ProviderQuirks plain(
            List<Function<JsonNode, Optional<String>>> refusals,
            Set<Deviation> deviations,
            String words,
            String source) {
        return new ProviderQuirks(ErrorShape.OPENAI, refusals, deviations, words, source);
    }

    private static ProviderQuirks together() {
        return plain(
                List.of(),
                Set.of(ENDS_WITH_EOS),
                "answers end with `eos`",
                "[report](https://github.com/openai/openai-dotnet/pull/267)");
    }

    private static ProviderQuirks openRouter() {
        return plain(
                List.of(),
                Set.of(COMMENTS, REASONING),
                "comments in streams; reasoning in `reasoning`",
                "[streaming](https://openrouter.ai/docs/api-reference/streaming)");
    }

    private static ProviderQuirks ollama() {
        return plain(
                List.of(),
                Set.of(INDEX_ZERO, REASONING),
                "all calls have the index 0; reasoning in `reasoning`",
                "[report](https://github.com/ollama/ollama/issues/15457)");
    }

    private static ProviderQuirks vllm() {
        return plain(
                List.of(Refusals.withoutStream(
                        "stream_options", "Stream options can only be defined when `stream=True`.")),
                Set.of(REASONING),
                "refuses `stream_options` without `stream`; reasoning in `reasoning`",
                "[reasoning](https://docs.vllm.ai/en/latest/features/reasoning_outputs/)");
    }

    private static ProviderQuirks llamaCpp() {
        return plain(
                List.of(Refusals::systemMessageInTheMiddle),
                Set.of(REASONING_CONTENT),
                "templates refuse a system message that is not the first",
                "[report](https://github.com/ggml-org/llama.cpp/issues/27367)");
    }

    private static ProviderQuirks kimi() {
        return plain(
                List.of(
                        Refusals.reasoningMissing(
                                "thinking is enabled but reasoning_content is missing in assistant tool call message at index ")),
                Set.of(REASONING_CONTENT, USAGE_IN_CHOICE),
                "wants `reasoning_content` back with calls; usage in the choice",
                "[report](https://github.com/continuedev/continue/issues/11600), [chat](https://platform.moonshot.ai/docs/api/chat)");
    }

    private static ProviderQuirks openAi(Set<Deviation> deviations, String more) {
        return new ProviderQuirks(
                ErrorShape.OPENAI,
                List.of(
                        Refusals.fieldsBut(Refusals.OPENAI_FIELDS, "Unrecognized request argument supplied: "),
                        Refusals.messageFields(
                                Set.of("reasoning_content", "reasoning", "thinking_blocks"), "Unknown parameter: "),
                        Refusals.field(
                                "max_tokens",
                                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
                        Refusals::looseStrictSchema),
                deviations,
                "a reasoning model: refuses `max_tokens`, fields that it does not know, strict schemas without `additionalProperties: false`"
                        + more,
                "[reference](https://platform.openai.com/docs/api-reference/chat/create), [schemas](https://platform.openai.com/docs/guides/structured-outputs)");
    }

    private static ProviderQuirks gemini() {
        return new ProviderQuirks(
                ErrorShape.LIST,
                List.of(
                        Refusals.schemaKeywords(
                                Set.of("$schema", "exclusiveMinimum", "exclusiveMaximum", "propertyNames", "const")),
                        Refusals::signatureMissing),
                Set.of(CALLS_WITHOUT_INDEX, STOP_AFTER_CALLS, SIGNATURES),
                "errors in a list; tools in OpenAPI's words; calls without `index`, after which the end is `stop`; signatures must come back",
                "[report](https://github.com/open-webui/computer/issues/224), [signatures](https://ai.google.dev/gemini-api/docs/thought-signatures), [Schema](https://ai.google.dev/api/caching#Schema)");
    }

    private static ProviderQuirks mistral() {
        return new ProviderQuirks(
                ErrorShape.DETAIL,
                List.of(
                        Refusals.fieldsBut(Refusals.MISTRAL_FIELDS, "Extra inputs are not permitted: "),
                        Refusals.messageFields(
                                Set.of(
                                        "reasoning_content",
                                        "reasoning",
                                        "refusal",
                                        "thinking_blocks",
                                        "audio",
                                        "annotations",
                                        "function_call"),
                                "Extra inputs are not permitted: "),
                        Refusals.roles(Set.of("system", "user", "assistant", "tool")),
                        Refusals.callIds("[a-zA-Z0-9]{9}")),
                Set.of(THINKING_PARTS, USAGE_WITH_THE_END),
                "422 for each field and role that it does not know; ids of calls are nine letters and digits; thinking comes as parts of a content that is a list",
                "[report](https://github.com/editor-code-assistant/eca/issues/231), [report](https://github.com/charmbracelet/crush/issues/1590), [reasoning](https://docs.mistral.ai/capabilities/reasoning/)");
    }

    private static ProviderQuirks groq() {
        return new ProviderQuirks(
                ErrorShape.OPENAI,
                List.of(
                        Refusals.fields(Set.of("logprobs", "logit_bias", "top_logprobs")),
                        Refusals.messageFields(Set.of("name", "reasoning_content"), "property is unsupported: ")),
                Set.of(USAGE_IN_X_GROQ, REASONING),
                "refuses `logprobs`, `logit_bias`, `top_logprobs`, names of messages; usage in `x_groq`; reasoning in `reasoning`",
                "[compatibility](https://console.groq.com/docs/openai), [reasoning](https://console.groq.com/docs/reasoning)");
    }

    private static ProviderQuirks cerebras() {
        return new ProviderQuirks(
                ErrorShape.FLAT,
                List.of(
                        Refusals.fields(Set.of(
                                "frequency_penalty",
                                "presence_penalty",
                                "logit_bias",
                                "parallel_tool_calls",
                                "service_tier")),
                        Refusals.messageFields(Set.of("reasoning_content"), "property is unsupported: ")),
                Set.of(REASONING),
                "errors without envelope; refuses penalties, `logit_bias`, `parallel_tool_calls`, `service_tier`, and `reasoning_content` in the history",
                "[compatibility](https://inference-docs.cerebras.ai/resources/openai), [report](https://github.com/Alishahryar1/free-claude-code/issues/1136)");
    }

    private static ProviderQuirks fireworks() {
        return new ProviderQuirks(
                ErrorShape.OPENAI,
                List.of(Refusals.fieldsBut(Refusals.FIREWORKS_FIELDS, "Extra inputs are not permitted, field: ")),
                Set.of(USAGE_WITH_THE_END),
                "refuses fields that it does not know; usage in the chunk that ends the answer",
                "[report](https://github.com/web-infra-dev/midscene/issues/1322), [reference](https://docs.fireworks.ai/api-reference/post-chatcompletions)");
    }

    private static ProviderQuirks deepSeek() {
        return new ProviderQuirks(
                ErrorShape.OPENAI,
                List.of(
                        Refusals::jsonSchema,
                        Refusals.roles(Set.of("system", "user", "assistant", "tool")),
                        Refusals.reasoningMissing(
                                "Missing `reasoning_content` field in the assistant message at message index ")),
                Set.of(REASONING_CONTENT),
                "any JSON object only; refuses the role `developer`; wants `reasoning_content` back with calls",
                "[JSON](https://api-docs.deepseek.com/guides/json_mode), [thinking](https://api-docs.deepseek.com/guides/thinking_mode)");
    }
}
