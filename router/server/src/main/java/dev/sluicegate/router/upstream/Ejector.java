package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Ejection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ejection of a provider, which is left alone when it fails again and again, and tried with one request after a while. It is ejected when the failures
 * within the window reach the configured number and are at least half of all its answers, so that a few failures among thousands of
 * requests do not count. Each trial that fails doubles the pause, up to the longest. Safe for any thread; nothing here waits.
 */
public final class Ejector {
    private static final Logger log = LoggerFactory.getLogger(Ejector.class);

    private final Ejection config;
    private final String provider;
    /** A clock that only goes forward: that of the machine may be set back, and the provider would be left alone for as much longer. */
    private final LongSupplier nanoTime;

    private final long begun;
    private final boolean ejects;
    private SlidingWindow window;
    private volatile State state = new State.Well();

    private sealed interface State {
        record Well() implements State {}

        /** @param until when it may be tried, in milliseconds of {@link #now} */
        record Ejected(long until, Duration pause) implements State {}

        /** @param pause the one that came before the trial */
        record Probing(Duration pause) implements State {}
    }

    /** The health of a provider. */
    public enum Health {
        WELL,
        /** Left alone after failures. */
        EJECTED,
        /** Tried by one request. */
        PROBING
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Ejector(String provider, Ejection config, LongSupplier nanoTime) {
        this.provider = provider;
        this.config = config;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
        this.ejects = config.failures() > 0;
        this.window = new SlidingWindow(config.window());
    }

    /** Whether it may be chosen now. */
    boolean isHealthy() {
        return switch (state) {
            case State.Well() -> true;
            case State.Ejected(long until, Duration _) -> now() >= until;
            case State.Probing(Duration _) -> false;
        };
    }

    /** How long it is still left alone. */
    long nanosLeft() {
        return state instanceof State.Ejected(long until, Duration _)
                ? TimeUnit.MILLISECONDS.toNanos(Math.max(0, until - now()))
                : 0;
    }

    public Health health() {
        return health(state);
    }

    private static Health health(State state) {
        return switch (state) {
            case State.Well() -> Health.WELL;
            case State.Ejected(long _, Duration _) -> Health.EJECTED;
            case State.Probing(Duration _) -> Health.PROBING;
        };
    }

    /** An attempt begins. False if it is made although the provider should be left alone, since there was no better one. */
    boolean begin() {
        return state instanceof State.Well || mayProbe();
    }

    private synchronized boolean mayProbe() {
        return switch (state) {
            case State.Well() -> true;
            case State.Ejected(long until, Duration pause)
            when now() >= until -> {
                become(new State.Probing(pause));
                yield true;
            }
            case State.Ejected(long _, Duration _) -> false;
            case State.Probing(Duration _) -> false;
        };
    }

    /** @param permitted what {@link #begin} said */
    synchronized void succeeded(boolean permitted) {
        if (!ejects) {
            return;
        }
        switch (state) {
            case State.Well() -> window.add(now(), false);
            case State.Probing(Duration _) -> recovered();
            case State.Ejected(long _, Duration _) -> {
                // what began before the ejection says nothing of the time since
                if (!permitted) {
                    recovered();
                }
            }
        }
    }

    synchronized void failed() {
        if (!ejects) {
            return;
        }
        switch (state) {
            case State.Well() -> {
                long now = now();
                window.add(now, true);
                int failures = window.failures(now);
                if (failures >= config.failures() && failures * 2L >= window.answers(now)) {
                    eject(config.baseTime());
                }
            }
            case State.Probing(Duration pause) -> eject(longer(pause));
            case State.Ejected(long _, Duration _) -> {}
        }
    }

    private Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(config.maxTime()) < 0 ? doubled : longest();
    }

    /** The first pause is as long as it was configured to be, even where that is more than the longest. */
    private Duration longest() {
        return config.maxTime().compareTo(config.baseTime()) > 0 ? config.maxTime() : config.baseTime();
    }

    private void eject(Duration pause) {
        become(new State.Ejected(now() + pause.toMillis(), pause));
    }

    private void recovered() {
        window = new SlidingWindow(config.window());
        become(new State.Well());
    }

    /** The attempt ended in a way that says nothing of the provider. */
    synchronized void withdrawn(boolean permitted) {
        if (permitted && state instanceof State.Probing(Duration pause)) {
            become(new State.Ejected(now(), pause));
        }
    }

    /** Milliseconds since this was made. */
    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
    }

    private void become(State next) {
        log.atWarn()
                .addKeyValue("provider", provider)
                .addKeyValue("from", health(state))
                .addKeyValue("to", health(next))
                .log("a provider's health has changed");
        state = next;
    }

    @Override
    public String toString() {
        return provider + ": " + health();
    }
}
