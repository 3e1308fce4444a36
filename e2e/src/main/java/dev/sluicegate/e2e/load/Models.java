package dev.sluicegate.e2e.load;

/**
 * The names of the models that the clients ask for.
 *
 * @param openAi a model that a provider with OpenAI's API serves
 * @param anthropic a model that a provider with Anthropic's API serves
 */
public record Models(String openAi, String anthropic) {
    String name(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> openAi;
            case ANTHROPIC -> anthropic;
        };
    }
}
