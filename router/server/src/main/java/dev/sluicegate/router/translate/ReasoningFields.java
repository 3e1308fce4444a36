package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;

/** OpenAI's protocol has no place for reasoning; those who show it use one of a few names. */
final class ReasoningFields {
    /** DeepSeek's name, which vLLM, SGLang and llama.cpp took over. */
    static final String NAME = "reasoning_content";

    /** OpenRouter's name, which newer versions of vLLM and Ollama use. */
    static final String OTHER_NAME = "reasoning";

    private ReasoningFields() {}

    /** The reasoning in a message or a delta, empty if there is none. A provider that uses several names says the same by each. */
    static String of(JsonNode message) {
        for (String name : new String[] {NAME, OTHER_NAME}) {
            JsonNode value = message.path(name);
            if (value.isTextual()) {
                return value.textValue();
            }
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode detail : message.path(ReasoningDetails.FIELD)) {
            text.append(detail.path("text").asText(""))
                    .append(detail.path("summary").asText(""));
        }
        return text.toString();
    }
}
