package dev.sluicegate.router.config;

/** A wire protocol of language model APIs. */
public enum Api implements ConfigEnum {
    /** OpenAI's API: {@code /v1/chat/completions} and its siblings. */
    OPENAI("OpenAI"),
    /** Anthropic's API: {@code /v1/messages} and its siblings. */
    ANTHROPIC("Anthropic");

    private final String word;

    Api(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
