package dev.sluicegate.router.account;

/**
 * The number of tokens that a request cost.
 *
 * @param input the whole prompt, what came from a cache or was written to one included
 * @param cachedInput how much of that was read from a cache
 * @param cacheWrite how much of that was written to a cache
 * @param output everything that was generated, reasoning included
 * @param reasoning how much of that was thought and not answer; 0 where the provider does not say
 * @param estimated whether the router has estimated it, because the provider did not say or was not heard to its end
 */
public record Usage(long input, long cachedInput, long cacheWrite, long output, long reasoning, boolean estimated) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, false);
}
