package dev.sluicegate.router.config;

/** The choice whether a provider is asked how many tokens a stream of chat completions took, when its client does not ask. */
public enum StreamUsage implements ConfigEnum {
    /** It is, and the client does not see what it says. */
    ASK,
    /** It is not, because it refuses {@code stream_options}; tokens are estimated. */
    AS_SENT
}
