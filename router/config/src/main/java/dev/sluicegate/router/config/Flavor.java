package dev.sluicegate.router.config;

/**
 * The provider behind one of the two protocols, and so the way in which it deviates from that. What each one understands is in
 * {@code docs/providers.md}, with its source.
 */
public enum Flavor implements ConfigEnum {
    /** One of which nothing is known: as the protocol says, and what else it does not take is learned. */
    STANDARD("Standard"),
    OPENAI("OpenAI"),
    /**
     * Azure OpenAI: the model is a deployment in the path, and the key comes in {@code api-key}.
     *
     * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">Azure's reference</a>
     */
    AZURE("Azure"),
    GEMINI("Gemini"),
    MISTRAL("Mistral"),
    GROQ("Groq"),
    CEREBRAS("Cerebras"),
    TOGETHER("Together"),
    FIREWORKS("Fireworks"),
    OPENROUTER("OpenRouter"),
    OLLAMA("Ollama"),
    VLLM("VLLM"),
    LLAMA_CPP("LlamaCpp"),
    DEEPSEEK("DeepSeek"),
    KIMI("Kimi"),
    /** Amazon Bedrock's endpoint for OpenAI's protocol. */
    BEDROCK("Bedrock"),
    /** Google's Vertex AI, its endpoint for OpenAI's protocol. */
    VERTEX("Vertex");

    private final String word;

    Flavor(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
