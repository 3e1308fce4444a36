package dev.sluicegate.router.provider;

import dev.sluicegate.router.config.Api;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One thing that a client may ask of a model, as one of the protocols has it. */
public enum Operation {
    CHAT(Api.OPENAI, "/chat/completions", "chat completions"),
    RESPONSES(Api.OPENAI, "/responses", "responses"),
    COMPLETIONS(Api.OPENAI, "/completions", "completions of plain text"),
    EMBEDDINGS(Api.OPENAI, "/embeddings", "embeddings"),
    MESSAGES(Api.ANTHROPIC, "/v1/messages", "messages"),
    COUNT_TOKENS(Api.ANTHROPIC, "/v1/messages/count_tokens", "way to count a prompt's tokens");

    private final Api api;
    private final String path;
    private final String what;

    Operation(Api api, String path, String what) {
        this.api = api;
        this.path = path;
        this.what = what;
    }

    /** The protocol that it is a part of. */
    public Api api() {
        return api;
    }

    /** Its path below a provider's base URL. */
    public String path() {
        return path;
    }

    /**
     * What a provider is asked in its place: the same where the protocols are equal, what it can be translated into where they
     * differ; null if there is nothing.
     */
    public @Nullable Operation at(Api provider) {
        if (api == provider) {
            return this;
        }
        return Arrays.stream(TranslationPair.values())
                .filter(pair -> pair.asked() == this && pair.there().api == provider)
                .map(TranslationPair::there)
                .findFirst()
                .orElse(null);
    }

    /** For a client whose request no {@link #at} helps: a sentence that says what is missing, and what to do. */
    public String refusal(Api provider) {
        return "this model's provider speaks " + Protocol.of(provider).name() + "'s API, which has no " + what
                + " that this could be translated into; ask for another model";
    }
}
