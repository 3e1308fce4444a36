package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a provider is asked how many tokens a stream of chat completions took, when its client does not ask. */
public enum StreamUsage implements ConfigEnum {
    /** It is, and the client does not see what it says. */
    @JsonProperty("Ask")
    ASK("Ask"),
    /** It is not, because it refuses {@code stream_options}; tokens are estimated. */
    @JsonProperty("AsSent")
    AS_SENT("AsSent");

    public static final StreamUsage DEFAULT = ASK;

    private final String word;

    StreamUsage(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
