package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.ConfigEnum;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.SingleValue;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules by which pods are replaced when the config or the image changes. */
@Description("Rollout of a change: how pods are replaced.")
public record RolloutSpec(
        @Description(
                "Way of a change that running pods can take up, which is one of fields that this reference calls reloaded in place, or of what stands in the Secrets and ConfigMaps that are referred to, and of no other. Roll: by new pods, as every other change. Reload: in place, by the pods that run, when one of them has checked the config; while a revision is still being rolled out, by new pods. status.rollout.way says which it was, and why.")
        @Default("Roll")
        OnConfigChange onConfigChange,

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

        @Nullable Canary canary,

        Restart restart)
        implements Checked {
    /** A positive number or percentage; the field is an int-or-string. */
    static final String AMOUNT = "type(self) == int ? self > 0 : string(self).matches('^([1-9][0-9]?|100)%$')";

    /** The same, or 0. */
    static final String AMOUNT_OR_NONE =
            "type(self) == int ? self >= 0 : string(self).matches('^([0-9]|[1-9][0-9]|100)%$')";

    static final String FORCE_WAITS_FOR_NOTHING =
            "contradicts force, which waits for nothing; write force or drainTimeout, not both";

    private static final String TOO_FEW = "must be at least 1 or 1%, not 0";

    @Override
    public void check(Checks checks) {
        checks.require(maxSurge.amount() > 0, "maxSurge", TOO_FEW);
        checks.require(maxDraining.amount() > 0, "maxDraining", TOO_FEW);
    }

    /** The way of a change that running pods can take up. */
    public enum OnConfigChange implements ConfigEnum {
        /** By new pods. */
        ROLL,
        /** In place. */
        RELOAD
    }

    /** The first pods of a new revision, which are judged before the others follow. */
    @Description(
            "Canary: the first pods of a new revision. They serve beside all pods of the last proven one, and the others follow only when they have baked without failing; a canary that fails is a revision that fails. When absent, and as long as nothing was ever proven, there is none.")
    public record Canary(
            @Description(
                    "Number of pods of the new revision that are opened first, from 1 to 1000; not more than maxSurge, nor than replicas.")
            @Default("1")
            @Range(min = "1", max = "1000")
            int replicas,

            @Description(
                    "Time, from 1s to 168h, that they serve before the others follow. It begins when all of them are open, and anew when one of them is restarted or replaced.")
            @Default("5m")
            @Range(min = "1s", max = "168h")
            Duration bake,

            @Description(
                    "Part of their requests, from 0 to 1, that may fail by the provider's fault or the router's: answered with 500 or above, broken off, or cut. Twice the error rate of the pods of the last proven revision in the same time is added, so that what fails everywhere is not put down to the canary.")
            @Default("0.05")
            @Range(min = "0", max = "1")
            double maxErrorRate,

            @Description(
                    "Number of times, from 1 to 100, that the typical (geometric mean) time to the first byte of their streams may be that of the last proven revision's in the same time. When absent, it is not compared.")
            @Range(min = "1", max = "100")
            @Nullable Double maxFirstByteRatio,

            @Description(
                    "Number of requests, from 1 to 1000000, below which nothing is concluded from them. A canary that gets fewer is judged by the time alone.")
            @Default("50")
            @Range(min = "1", max = "1000000")
            int minRequests) {}

    /** The answer to a new revision that fails. */
    public enum OnFailure implements ConfigEnum {
        /** Go back to the last proven revision. */
        ROLLBACK,
        /** Leave everything as it is. */
        HOLD
    }

    /** A replacement of every pod without any other change. */
    @Description(
            "Restart of every pod without any other change. Only another token restarts anything; force and drainTimeout say how those drain that it replaces.")
    @Rule(
            cel = "!self.force || !has(self.drainTimeout)",
            message = RolloutSpec.FORCE_WAITS_FOR_NOTHING,
            field = ".drainTimeout")
    public record Restart(
            @Description(
                    "Text of at most 256 characters; another one restarts every pod, gracefully. When absent, none is restarted.")
            @Size(max = 256) @Nullable String token,

            @Description(
                    "Whether what still runs on a pod that this restart replaces is cut, with an end notice, as soon as the pod has settled (drain.settle). Another pod is open before.")
            @Default("false")
            boolean force,

            @Description(
                    "Longest drain of the pods that this restart replaces, instead of drain.timeout, settle included, up to 8760h; never shorter than drain.settle. 0s means no limit. When absent, drain.timeout holds.")
            @Range(min = "0s", max = "8760h")
            @Nullable Duration drainTimeout)
            implements Checked {
        /** No restart is asked for. */
        public static final Restart NONE = new Restart(null, false, null);

        @Override
        public void check(Checks checks) {
            checks.require(!force || drainTimeout == null, "drainTimeout", FORCE_WAITS_FOR_NOTHING);
        }
    }

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
