package dev.sluicegate.router.config;

/** A constant that stands in configs as a word of its own, which its {@code @JsonProperty} repeats for whoever writes or describes them. */
interface ConfigEnum {
    String word();
}
