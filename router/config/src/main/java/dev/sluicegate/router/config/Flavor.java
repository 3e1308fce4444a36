package dev.sluicegate.router.config;

/** The way in which a provider deviates from the protocol that it speaks. */
public enum Flavor implements ConfigEnum {
    /** Not at all. */
    STANDARD,
    /**
     * Azure OpenAI: the model is a deployment in the path, and the key comes in {@code api-key}.
     *
     * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">Azure's reference</a>
     */
    AZURE
}
