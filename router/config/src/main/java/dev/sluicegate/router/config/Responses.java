package dev.sluicegate.router.config;

/** What a provider that speaks OpenAI's protocol is asked for when a client asks for a response ({@code /v1/responses}). */
public enum Responses implements ConfigEnum {
    /** The same. */
    NATIVE,
    /** A chat completion, because it has nothing else; the router translates. */
    CHAT
}
