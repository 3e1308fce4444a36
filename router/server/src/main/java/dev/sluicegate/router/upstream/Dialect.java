package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Flavor;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import java.net.URLEncoder;

/**
 * Where a provider has the operations of its protocol, and in which header it wants its key. A new flavor is a constant of
 * {@link Flavor}, and a record here that {@link #of} is then asked for. Immutable.
 */
sealed interface Dialect {
    static Dialect of(Flavor flavor, Api api) {
        return switch (flavor) {
            case AZURE -> new Azure();
            case STANDARD,
                    OPENAI,
                    GEMINI,
                    MISTRAL,
                    GROQ,
                    CEREBRAS,
                    TOGETHER,
                    FIREWORKS,
                    OPENROUTER,
                    OLLAMA,
                    VLLM,
                    LLAMA_CPP,
                    DEEPSEEK,
                    KIMI,
                    BEDROCK,
                    VERTEX -> new Standard(api);
        };
    }

    /**
     * The path of an operation below the provider's base URL.
     *
     * @param model the model's name there
     */
    String path(Operation operation, String model);

    /** The request header that carries the key, unless the config names another one. Lower case. */
    String credentialsHeader();

    /** As the protocol itself has it. */
    record Standard(Api api) implements Dialect {
        @Override
        public String path(Operation operation, String model) {
            return operation.path();
        }

        @Override
        public String credentialsHeader() {
            return Protocol.of(api).credentialsHeader();
        }
    }

    /**
     * Azure OpenAI: a model is a deployment, which stands in the path.
     *
     * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">Azure's paths</a>
     */
    record Azure() implements Dialect {
        @Override
        public String path(Operation operation, String model) {
            return switch (operation) {
                // its model is in its body
                case RESPONSES -> "/openai" + operation.path();
                case CHAT, COMPLETIONS, EMBEDDINGS, MESSAGES, COUNT_TOKENS ->
                    "/openai/deployments/" + encoded(model) + operation.path();
            };
        }

        @Override
        public String credentialsHeader() {
            return "api-key";
        }

        private static String encoded(String model) {
            return URLEncoder.encode(model, UTF_8).replace("+", "%20");
        }
    }
}
