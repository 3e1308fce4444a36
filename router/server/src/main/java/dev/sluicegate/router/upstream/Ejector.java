package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Ejection;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a provider alone that fails again and again, and tries it with one request after a while. It is ejected when the failures
 * within the window reach the configured number and are at least half of all its answers, so that a few failures among thousands of
 * requests do not count. Safe for any thread; nothing here blocks.
 */
public final class Ejector {
    private static final Logger log = LoggerFactory.getLogger(Ejector.class);

    private final int failures;
    private final String provider;
    private final Clock clock;
    private final @Nullable CircuitBreaker breaker;
    private volatile long openUntil;
    private volatile boolean probing;

    /** What the breaker may ask of a failure; it never looks at more. */
    private static final class FailedAttempt extends Exception {
        private static final long serialVersionUID = 1;

        FailedAttempt() {
            super("an attempt failed", null, false, false);
        }
    }

    /** How a provider is. */
    public enum Health {
        WELL("1 if a provider is in use"),
        EJECTED("1 if a provider is left alone after failures"),
        PROBING("1 while one request tries a provider that was left alone");

        private final String description;

        Health(String description) {
            this.description = description;
        }

        /** For the metric that shows it. */
        public String description() {
            return description;
        }
    }

    Ejector(String provider, Ejection config, Clock clock) {
        this.provider = provider;
        this.failures = config.failures();
        this.clock = clock;
        this.breaker = failures == 0 ? null : breaker(provider, config, clock);
        if (breaker != null) {
            breaker.getEventPublisher()
                    .onStateTransition(event -> log.atWarn()
                            .addKeyValue("provider", provider)
                            .addKeyValue("from", event.getStateTransition().getFromState())
                            .addKeyValue("to", event.getStateTransition().getToState())
                            .log("a provider's health has changed"));
        }
    }

    private CircuitBreaker breaker(String provider, Ejection config, Clock clock) {
        IntervalFunction pauses = config.maxTime().compareTo(config.baseTime()) > 0
                ? IntervalFunction.ofExponentialBackoff(config.baseTime(), 2, config.maxTime())
                : IntervalFunction.of(config.baseTime());
        IntervalFunction remembered = attempt -> {
            long millis = pauses.apply(attempt);
            openUntil = clock.millis() + millis;
            return millis;
        };
        return CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindow(
                                (int) Math.max(1, config.window().toSeconds()),
                                // while it is closed, failed() below decides; half open, one answer does
                                Integer.MAX_VALUE,
                                SlidingWindowType.TIME_BASED)
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(remembered)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** Whether it may be chosen now. */
    boolean isWell() {
        return breaker == null
                || switch (breaker.getState()) {
                    case OPEN -> clock.millis() >= openUntil;
                    case HALF_OPEN -> !probing;
                    default -> true;
                };
    }

    public Health health() {
        return breaker == null
                ? Health.WELL
                : switch (breaker.getState()) {
                    case OPEN -> Health.EJECTED;
                    case HALF_OPEN -> Health.PROBING;
                    default -> Health.WELL;
                };
    }

    /** An attempt begins. False if it is made although the provider should be left alone, since there was no better one. */
    boolean begin() {
        if (breaker == null) {
            return true;
        }
        boolean permitted = breaker.tryAcquirePermission();
        if (permitted && breaker.getState() == State.HALF_OPEN) {
            probing = true;
        }
        return permitted;
    }

    /** @param permitted what {@link #begin} said */
    void succeeded(boolean permitted) {
        if (breaker == null) {
            return;
        }
        probing = false;
        if (permitted) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        } else if (breaker.getState() != State.CLOSED) {
            breaker.transitionToClosedState();
        }
    }

    void failed() {
        if (breaker == null) {
            return;
        }
        probing = false;
        breaker.onError(0, TimeUnit.NANOSECONDS, new FailedAttempt());
        CircuitBreaker.Metrics seen = breaker.getMetrics();
        if (breaker.getState() == State.CLOSED
                && seen.getNumberOfFailedCalls() >= failures
                && seen.getNumberOfFailedCalls() * 2 >= seen.getNumberOfBufferedCalls()) {
            eject();
        }
    }

    private synchronized void eject() {
        if (breaker != null && breaker.getState() == State.CLOSED) {
            breaker.transitionToOpenState();
        }
    }

    /** The attempt ended in a way that says nothing of the provider. */
    void withdrawn(boolean permitted) {
        if (breaker != null && permitted) {
            probing = false;
            breaker.releasePermission();
        }
    }

    @Override
    public String toString() {
        return provider + ": " + health();
    }
}
