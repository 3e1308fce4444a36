package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;

/** OpenAI's protocol has no place for reasoning; those who show it use one of two names. */
final class ReasoningFields {
    /** DeepSeek's name, which vLLM, SGLang and llama.cpp took over. */
    static final String NAME = "reasoning_content";

    /** OpenRouter's name, which newer versions of vLLM and Ollama use. */
    private static final String OTHER_NAME = "reasoning";

    private ReasoningFields() {}

    /** The reasoning in a message or a delta, empty if there is none. A provider that uses both names says the same by both. */
    static String of(JsonNode message) {
        JsonNode value = message.path(NAME);
        if (!value.isTextual()) {
            value = message.path(OTHER_NAME);
        }
        return value.isTextual() ? value.textValue() : "";
    }
}
