package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How one of a model's targets is chosen. */
public enum Balance {
    /** Drawn, by weight. */
    @JsonProperty("WeightedRandom")
    WEIGHTED_RANDOM,
    /** The one with the least in flight, in proportion to its weight. */
    @JsonProperty("LeastInFlight")
    LEAST_IN_FLIGHT,
    /** The one with the most free slots. */
    @JsonProperty("FreeSlots")
    FREE_SLOTS,
    /** The first that is well and has room. */
    @JsonProperty("Ordered")
    ORDERED;

    public static final Balance DEFAULT = WEIGHTED_RANDOM;
}
