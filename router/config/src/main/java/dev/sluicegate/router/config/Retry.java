package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import java.time.Duration;

/** The rule of what is tried again, and only as long as the client has received nothing. */
@Description("Retries of a request that failed, as long as the client has received nothing.")
@Rule(
        cel = "!self.backoff.matches('" + DurationText.REGEX + "') || !self.maxBackoff.matches('" + DurationText.REGEX
                + "') || duration(self.backoff) <= duration(self.maxBackoff)",
        message = Retry.TOO_LONG,
        field = ".backoff")
public record Retry(
        @Description("Number of further attempts after the first, over all targets of the model, from 0 to 20.")
        @Default("2")
        @Range(min = "0", max = "20")
        int attempts,

        @Description(
                "Pause before the second attempt at the same target, from 0s to 168h; doubled for each further one.")
        @Default("100ms")
        @Range(min = "0s", max = "168h")
        Duration backoff,

        @Description("Longest of these pauses, from 0s to 168h.") @Default("2s") @Range(min = "0s", max = "168h")
        Duration maxBackoff,

        @Description("Longest pause, from 0s to 168h, that is granted to a provider which asks for one by Retry-After.")
        @Default("10s")
        @Range(min = "0s", max = "168h")
        Duration maxRetryAfter)
        implements Checked {
    static final String TOO_LONG = "must not be longer than maxBackoff; shorten backoff or lengthen maxBackoff";

    @Override
    public void check(Checks checks) {
        checks.require(backoff.compareTo(maxBackoff) <= 0, "backoff", TOO_LONG);
    }
}
