package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a provider that speaks OpenAI's protocol is asked for when a client asks for a response ({@code /v1/responses}). */
public enum Responses {
    /** The same. */
    @JsonProperty("Native")
    NATIVE,
    /** A chat completion, because it has nothing else; the router translates. */
    @JsonProperty("Chat")
    CHAT;

    public static final Responses DEFAULT = NATIVE;
}
