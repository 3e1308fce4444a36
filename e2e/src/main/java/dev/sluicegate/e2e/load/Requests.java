package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.provider.Directive;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Draws the requests of one run; their ids are unique over all runs. Safe for any thread. */
final class Requests {
    private static final int SHORT_TOKENS = 3;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicInteger sequence = new AtomicInteger();
    private final LoadPlan.Lengths lengths;

    Requests(LoadPlan.Lengths lengths) {
        this.lengths = lengths;
    }

    /** Half of them stream. */
    Exchange shortOne(ClientKind kind) {
        return new Exchange(
                Directive.of(nextId(), SHORT_TOKENS, 0),
                ThreadLocalRandom.current().nextBoolean(),
                kind);
    }

    Exchange stream(ClientKind kind, boolean first) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Duration longest = first ? lengths.longestAtFirst() : lengths.longestLater();
        long takesMs = random.nextLong(
                lengths.shortest().toMillis(), longest.plusMillis(1).toMillis());
        int paceMs = random.nextInt(250, 1000);
        return new Exchange(Directive.of(nextId(), Math.max(1, (int) (takesMs / paceMs)), paceMs), true, kind);
    }

    /**
     * The idle time of a client before its next request. Shorter than the gateways of the tests settle: a connection that is idle for
     * longer is closed without having been told, which HTTP/1.1 has no way to do without a race (docs/decisions/0002).
     */
    static long gapMs() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return random.nextInt(10) == 0 ? random.nextLong(1_600, 4_000) : random.nextLong(1, 1_600);
    }

    private String nextId() {
        return run + "-" + sequence.incrementAndGet();
    }
}
