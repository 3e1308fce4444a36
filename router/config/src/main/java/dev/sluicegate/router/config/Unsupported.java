package dev.sluicegate.router.config;

/**
 * The treatment of a request's hints and tuning for which a provider has no counterpart. What changes the meaning of an answer is refused
 * in any case.
 */
public enum Unsupported implements ConfigEnum {
    /** They are left out, and the response says so in {@code x-sluicegate-dropped}. */
    DROP,
    /** The request is refused with a sentence that names the field. */
    REFUSE
}
