package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.GatewayOnly;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import java.time.Duration;

/** The settings of how a router leaves. */
@Description("Drain of a pod that leaves: it accepts nothing new, and finishes what it carries.")
@Rule(
        cel = "!self.settle.matches('" + DurationText.REGEX + "') || !self.terminationBudget.matches('"
                + DurationText.REGEX + "') || duration(self.settle) < duration(self.terminationBudget)",
        message = DrainSettings.NOTHING_LEFT,
        field = ".settle")
@Rule(
        cel = "!self.settle.matches('" + DurationText.REGEX + "') || !self.timeout.matches('" + DurationText.REGEX
                + "') || duration(self.timeout) == duration('0s') || duration(self.timeout) >= duration(self.settle)",
        message = DrainSettings.TOO_SHORT,
        field = ".timeout")
public record DrainSettings(
        @Description(
                "Time in which a draining pod still accepts late arrivals, while endpoints and load balancers catch up, from 0s to 168h.")
        @Default("10s")
        @Range(min = "0s", max = "168h")
        Duration settle,

        @Description(
                "Longest drain that the operator starts, settle included, up to 8760h; what is in flight then is cut, with an end notice. 0s means no limit.")
        @GatewayOnly
        @Default("30m")
        @Range(min = "0s", max = "8760h")
        Duration timeout,

        @Description(
                "Longest drain that Kubernetes starts (node drain, eviction, pod deletion), or a signal, settle included, from 1s to 168h; preStop and the grace period derive from it.")
        @NewPods
        @Default("5m")
        @Range(min = "1s", max = "168h")
        Duration terminationBudget,

        @Description(
                "Answer to evictions, as kubectl drain and autoscalers ask for them. Wait: refused until the pods have moved to other nodes and their streams have ended. Budget: one open pod at a time, and what drains; each then has terminationBudget.")
        @GatewayOnly
        @Default("Wait")
        Eviction eviction)
        implements Checked {
    /** The answer to evictions. */
    public enum Eviction implements ConfigEnum {
        /** Refused while a pod is open or drains. */
        WAIT,
        /** Granted within the disruption budget. */
        BUDGET
    }

    static final String NOTHING_LEFT =
            "must be shorter than terminationBudget, or nothing of it is left for the streams; shorten settle or lengthen terminationBudget";
    static final String TOO_SHORT = "must not be shorter than settle; lengthen timeout, or write 0s for no limit";

    @Override
    public void check(Checks checks) {
        checks.require(settle.compareTo(terminationBudget) < 0, "settle", NOTHING_LEFT);
        checks.require(timeout.isZero() || timeout.compareTo(settle) >= 0, "timeout", TOO_SHORT);
    }
}
