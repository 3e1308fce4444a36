package dev.sluicegate.router.config;

/** The way in which one of a model's targets is chosen. */
public enum Balance implements ConfigEnum {
    /** Drawn, by weight. */
    WEIGHTED_RANDOM,
    /** The one with the least in flight, in proportion to its weight. */
    LEAST_IN_FLIGHT,
    /** The one with the most free slots. */
    FREE_SLOTS,
    /** The first that is well and has room. */
    ORDERED
}
