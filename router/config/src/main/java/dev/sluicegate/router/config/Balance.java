package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How one of a model's targets is chosen. */
public enum Balance implements ConfigEnum {
    /** Drawn, by weight. */
    @JsonProperty("WeightedRandom")
    WEIGHTED_RANDOM("WeightedRandom"),
    /** The one with the least in flight, in proportion to its weight. */
    @JsonProperty("LeastInFlight")
    LEAST_IN_FLIGHT("LeastInFlight"),
    /** The one with the most free slots. */
    @JsonProperty("FreeSlots")
    FREE_SLOTS("FreeSlots"),
    /** The first that is well and has room. */
    @JsonProperty("Ordered")
    ORDERED("Ordered");

    public static final Balance DEFAULT = WEIGHTED_RANDOM;

    private final String word;

    Balance(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
