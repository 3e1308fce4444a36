package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.ConfigEnum;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.SingleValue;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules by which pods are replaced when the config or the image changes. */
@Description("Rollout of a change: how pods are replaced.")
public record RolloutSpec(
        @Description(
                "Number of pods beyond replicas that may be warming or open, at least 1, or a percentage of replicas from 1% to 100%, rounded up.")
        @Default("25%")
        @Rule(
                cel = RolloutSpec.AMOUNT,
                message =
                        "maxSurge must be at least 1 or 1%: a pod leaves only after another has come, so 0 could never make progress")
        IntOrPercent maxSurge,

        @Description(
                "Number of pods that may be draining at the same time, at least 1, or a percentage of replicas from 1% to 100%, rounded up.")
        @Default("100%")
        @Rule(cel = RolloutSpec.AMOUNT, message = "maxDraining must be at least 1 or 1%, or no pod could ever leave")
        IntOrPercent maxDraining,

        @Description(
                "Number of drained pods of the last proven revision that are kept until the new one is proven, so that a rollback starts none, or a percentage of replicas from 0% to 100%, rounded up. 0 keeps none.")
        @Default("100%")
        @Rule(cel = RolloutSpec.AMOUNT_OR_NONE, message = "maxWarm must be at least 0 or 0%")
        IntOrPercent maxWarm,

        @Description(
                "Time, from 1ms to 168h, that a rollout may go without progress before it counts as stalled; drains are not counted.")
        @Default("10m")
        Duration progressDeadline,

        @Description("Whether to start no new step of a rollout; pods are still healed, and drains that run go on.")
        @Default("false")
        boolean paused,

        @Description(
                "Answer to a new revision that fails. Rollback: the pods of the last proven revision come back, and the failed one is not tried again until the spec changes. Hold: everything stays as it is, and the rollout goes on when the cause is gone.")
        @Default("Rollback")
        OnFailure onFailure,

        Restart restart)
        implements Checked {
    /** A positive number or percentage; the field is an int-or-string. */
    static final String AMOUNT = "type(self) == int ? self > 0 : string(self).matches('^([1-9][0-9]?|100)%$')";

    /** The same, or 0. */
    static final String AMOUNT_OR_NONE =
            "type(self) == int ? self >= 0 : string(self).matches('^([0-9]|[1-9][0-9]|100)%$')";

    private static final String TOO_FEW = "must be at least 1 or 1%, not 0";

    @Override
    public void check(Checks checks) {
        checks.require(maxSurge.amount() > 0, "maxSurge", TOO_FEW);
        checks.require(maxDraining.amount() > 0, "maxDraining", TOO_FEW);
    }

    /** The answer to a new revision that fails. */
    public enum OnFailure implements ConfigEnum {
        /** Go back to the last proven revision. */
        ROLLBACK,
        /** Leave everything as it is. */
        HOLD
    }

    /** A replacement of every pod without any other change. */
    @Description("Restart of every pod without any other change.")
    public record Restart(
            @Description(
                    "Text of at most 256 characters; another one restarts every pod, gracefully. When absent, none is restarted.")
            @Size(max = 256) @Nullable String token) {}

    /**
     * A number of pods, or a share of all of them, written as {@code 2} or {@code 25%}.
     *
     * @param amount 0 or more
     * @param percent whether {@code amount} is a percentage
     */
    @SingleValue
    public record IntOrPercent(int amount, boolean percent) {
        public IntOrPercent {
            if (amount < 0) {
                throw new IllegalArgumentException("must not be negative, but is " + amount + (percent ? "%" : ""));
            }
        }

        /** @throws IllegalArgumentException with a sentence for the person who wrote {@code text} */
        public static IntOrPercent parse(String text) {
            if (!text.matches("[0-9]{1,9}|[0-9]{1,3}%")) {
                throw new IllegalArgumentException("'" + text + "' is neither a number nor a percentage such as 25%");
            }
            boolean percent = text.endsWith("%");
            return new IntOrPercent(Integer.parseInt(percent ? text.substring(0, text.length() - 1) : text), percent);
        }

        /** The number of pods that this is of {@code all}, rounded up. */
        public int of(int all) {
            return percent ? Math.ceilDiv(all * amount, 100) : amount;
        }
    }
}
