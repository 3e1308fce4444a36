package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a provider deviates from the protocol that it speaks. */
public enum Flavor implements ConfigEnum {
    /** Not at all. */
    @JsonProperty("Standard")
    STANDARD("Standard"),
    /**
     * Azure OpenAI: the model is a deployment in the path, and the key comes in {@code api-key}.
     *
     * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">Azure's reference</a>
     */
    @JsonProperty("Azure")
    AZURE("Azure");

    public static final Flavor DEFAULT = STANDARD;

    private final String word;

    Flavor(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
