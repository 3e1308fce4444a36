package dev.sluicegate.router.config;

/** The marks up to which Anthropic keeps a prompt in its cache, in requests that are translated for it. */
public enum CacheMarks implements ConfigEnum {
    /** As the client has set them. */
    AS_SENT,
    /** Set by the router where the client has set none: after the tools, the system prompt and the last turn. */
    SET
}
