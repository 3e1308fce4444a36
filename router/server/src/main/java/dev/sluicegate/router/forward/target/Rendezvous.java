package dev.sluicegate.router.forward.target;

import org.jspecify.annotations.Nullable;

/**
 * Weighted rendezvous hashing: when one of several goes, only its own requests move, and when it comes back they return.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Rendezvous_hashing">Rendezvous hashing</a>
 */
public final class Rendezvous {
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private Rendezvous() {}

    /** The score of {@code name} for {@code key}, the same in every process, since the pods of a gateway must agree. The lowest gets it. */
    public static double score(String key, String name) {
        return score(mix(key, mix(name, SEED)), 1);
    }

    /**
     * The same of a name in two parts, with a weight.
     *
     * @param part null if there is none
     */
    static double score(String key, String name, @Nullable String part, int weight) {
        long hash = mix(key, mix(name, SEED));
        return score(part == null ? hash : mix(part, hash), weight);
    }

    private static double score(long hash, int weight) {
        double unit = ((hash >>> 11) + 0.5) * 0x1.0p-53;
        return -Math.log(unit) / weight;
    }

    private static long mix(String text, long seed) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        // the finalizer of SplitMix64
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }
}
