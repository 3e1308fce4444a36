package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The limits of a key, or of a team, for one model. They hold for requests that ask for it, whichever model answers them. */
public record ModelLimit(
        @Description("Name or alias of the model.") String model,

        @Description("Requests in a minute. When absent, there is no limit, as for the next two.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer requestsPerMinute,

        @Description("Tokens in a minute, input and output together.") @Range(min = "1", max = "1000000000") @Nullable Integer tokensPerMinute,

        @Description("Requests and streams at the same time.") @Range(min = "1", max = "1000000000") @Nullable Integer maxConcurrent,

        KeysFile.@Nullable Budget budget)
        implements Checked {
    @Override
    public void check(Checks checks) {
        checks.require(
                requestsPerMinute != null || tokensPerMinute != null || maxConcurrent != null || budget != null,
                "",
                "limits nothing; add a limit, or remove it");
    }

    /** Refuses a second entry for the same model. */
    static void check(List<ModelLimit> limits, Checks checks) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            checks.require(
                    seen.add(limits.get(i).model),
                    "modelLimits[" + i + "].model",
                    "is the model of an earlier entry; write all of its limits in one");
        }
    }
}
