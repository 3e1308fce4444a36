package dev.sluicegate.router.config;

/** The operation that a provider of OpenAI's protocol is asked for when a client asks for a response ({@code /v1/responses}). */
public enum Responses implements ConfigEnum {
    /** The same. */
    NATIVE,
    /** A chat completion, because it has nothing else; the router translates. */
    CHAT
}
