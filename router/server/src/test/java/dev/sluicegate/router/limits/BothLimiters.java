package dev.sluicegate.router.limits;

import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.Limits.LimitStore;
import dev.sluicegate.router.testkit.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A limiter in the pod, and one on a real store, at one time of the day. */
final class BothLimiters implements AutoCloseable {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-31T12:00:00Z");

    private final RedisServer server = new RedisServer();
    private final SharedLimiter shared = new SharedLimiter(
            new RedisCounts(connection(server, Duration.ofSeconds(5)), CLOCK),
            null,
            new PodLimiter(System::nanoTime, CLOCK),
            false);
    private final PodLimiter pod = new PodLimiter(() -> 0, CLOCK);

    /** Where it is counted. */
    enum Counted {
        IN_THE_POD,
        IN_A_STORE
    }

    static StoreConnection connection(RedisServer server, Duration timeout) {
        return new StoreConnection(
                new LimitStore(
                        URI.create(server.url()),
                        LimitStore.Mode.SINGLE,
                        List.of(),
                        null,
                        null,
                        null,
                        LimitStore.OnFailure.OPEN,
                        timeout),
                null,
                () -> "");
    }

    PodLimiter pod() {
        return pod;
    }

    /** The limiter, once it can count. */
    Limiter of(Counted counted) {
        return switch (counted) {
            case IN_THE_POD -> pod;
            case IN_A_STORE -> {
                await().until(shared::isUp);
                yield shared;
            }
        };
    }

    @Override
    public void close() {
        shared.close();
        server.close();
    }
}
