package dev.sluicegate.router.forward.target;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rule of how long others are asked before a target, after it has said that it will not serve: each later request would only find out
 * the same again.
 */
public final class CooldownRule {
    /** For what only people mend: a key, a bill, a model's name. */
    private static final Duration REFUSED = Duration.ofMinutes(1);

    private CooldownRule() {}

    /** @param whole whether it holds for all models of the provider's account, not only for the one that was asked for */
    public record Cooldown(Duration time, boolean whole) {}

    /**
     * @param shortest for a limit of which the provider does not say when it ends
     * @param longest whatever it says
     * @return null if later requests may go there as before
     */
    public static @Nullable Cooldown of(AttemptFailure.Answered answer, Duration shortest, Duration longest) {
        Duration hint = answer.retryAfter();
        Duration time = answer.status() == 429
                ? (hint == null ? shortest : hint)
                : answer.refusal().isOfWhoAsks() ? (hint == null ? REFUSED : hint) : Duration.ZERO;
        if (time.isZero()) {
            return null;
        }
        return new Cooldown(time.compareTo(longest) < 0 ? time : longest, answer.refusal() == ProviderRefusal.ACCOUNT);
    }
}
