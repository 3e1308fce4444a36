package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import org.jspecify.annotations.Nullable;

/** The limits of what clients may ask. The three numbers are the default of each key, and hold for all clients together where there are no keys. */
@Description(
        "Limits of what clients may ask. The numbers are the default of each key, and hold for all clients together where there are no keys.")
@Rule(
        cel = "!has(self.store) || !has(self.share) || self.share == 1.0",
        message = Limits.SHARE_UNUSED,
        field = ".share")
public record Limits(
        @Description("Size of the largest request body that is accepted, in bytes, from 1 to 2047Mi.")
        @Default("32Mi")
        @Range(min = "1", max = "2047Mi")
        ByteSize maxRequestBodySize,

        @Description("Number of requests in a minute, from 1 to 1000000000. When absent, there is no limit.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer requestsPerMinute,

        @Description(
                "Number of tokens in a minute, those of requests and answers together, from 1 to 1000000000. When absent, there is no limit.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer tokensPerMinute,

        @Description(
                "Number of requests and streams at the same time, from 1 to 1000000000. When absent, there is no limit.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer maxConcurrent,

        @Description(
                "Part of each limit and budget that is each pod's where there is no store, above 0 and at most 1: with 4 replicas, 0.25 keeps the whole.")
        @Default("1.0")
        @Range(min = "0", max = "1", aboveMin = true)
        double share,

        @Nullable LimitStore store)
        implements Checked {
    static final String SHARE_UNUSED = "has no meaning with a store, which counts for all; leave one of them out";

    @Override
    public void check(Checks checks) {
        checks.require(store == null || share == 1, "share", SHARE_UNUSED);
    }
}
