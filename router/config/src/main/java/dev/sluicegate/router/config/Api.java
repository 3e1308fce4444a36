package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A wire protocol of language model APIs. */
public enum Api {
    /** OpenAI's API: {@code /v1/chat/completions} and its siblings. */
    @JsonProperty("OpenAI")
    OPENAI,
    /** Anthropic's API: {@code /v1/messages} and its siblings. */
    @JsonProperty("Anthropic")
    ANTHROPIC
}
