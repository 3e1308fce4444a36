package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a provider that speaks OpenAI's protocol is asked for when a client asks for a response ({@code /v1/responses}). */
public enum Responses implements ConfigEnum {
    /** The same. */
    @JsonProperty("Native")
    NATIVE("Native"),
    /** A chat completion, because it has nothing else; the router translates. */
    @JsonProperty("Chat")
    CHAT("Chat");

    public static final Responses DEFAULT = NATIVE;

    private final String word;

    Responses(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
