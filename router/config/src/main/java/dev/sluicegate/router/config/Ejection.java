package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import java.time.Duration;

/** The rule by which a failing provider is left alone for a while. */
@Description("Ejection of a failing provider: it gets no requests for a while, then one as a probe.")
@Rule(
        cel = "!self.baseTime.matches('" + DurationText.REGEX + "') || !self.maxTime.matches('" + DurationText.REGEX
                + "') || duration(self.baseTime) <= duration(self.maxTime)",
        message = Ejection.TOO_LONG,
        field = ".baseTime")
public record Ejection(
        @Description("Number of failures within the window that eject the provider, from 0 to 10000. 0 never ejects.")
        @Default("5")
        @Range(min = "0", max = "10000")
        int failures,

        @Description("Time within which failures are counted, from 1ms to 168h.") @Default("30s")
        Duration window,

        @Description("Length of the first ejection, from 1ms to 168h; each further one in a row lasts twice as long.")
        @Default("5s")
        Duration baseTime,

        @Description("Longest ejection, from 1ms to 168h.") @Default("5m")
        Duration maxTime)
        implements Checked {
    static final String TOO_LONG = "must not be longer than maxTime; shorten baseTime or lengthen maxTime";

    @Override
    public void check(Checks checks) {
        checks.require(baseTime.compareTo(maxTime) <= 0, "baseTime", TOO_LONG);
    }
}
