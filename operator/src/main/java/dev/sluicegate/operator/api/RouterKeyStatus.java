package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.schema.Schema.Description;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a RouterKey. Always written as a whole. */
@Description("Status, written by the operator that looks after the key's gateway.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterKeyStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") @Nullable Long observedGeneration,

        @JsonPropertyDescription("Name of the Secret that has the key. Absent while there is none.") @Nullable String secretName,

        @JsonPropertyDescription(
                "Fingerprint of the key and its rights as all open pods have taken them last. Absent before.")
        @Nullable String acknowledged,

        @JsonPropertyDescription("Use of the key, as the pods have counted it. Absent before a pod has said.") @Nullable Spend spend,

        @JsonPropertyDescription("Condition Ready, with a reason and a sentence.") @Nullable List<Condition> conditions) {

    /** The use of a key, over all pods that were ever seen. Sums only grow, until the key's id changes. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spend(
            @JsonPropertyDescription("Id under which it is counted.")
            String id,

            @JsonPropertyDescription("Money in the currency of the prices. What has no price adds nothing.")
            String cost,

            @JsonPropertyDescription("Requests and streams that have ended, refused ones too.")
            long requests,

            @JsonPropertyDescription("Tokens of the prompts, what came from caches included.")
            long inputTokens,

            @JsonPropertyDescription("Tokens of the answers, reasoning included.")
            long outputTokens,

            @JsonPropertyDescription("Time since which it is counted, in UTC.")
            String since,

            @JsonPropertyDescription("Time at which the last request ended, in UTC. Absent before the first.") @Nullable String lastUsedAt,

            @JsonPropertyDescription("Standing against the key's budget. Absent without one.") @Nullable BudgetStanding budget,

            @JsonPropertyDescription(
                    "Counts of each pod that are in the sums already, for the operator alone. Those of pods that are gone go in time.")
            @Nullable List<Counted> counted) {
        /** Whoever may write a status may leave out anything. */
        public Spend {
            id = Objects.requireNonNullElse(id, "");
            cost = Objects.requireNonNullElse(cost, "0");
        }
    }

    /** The part of a budget that is used. */
    public record BudgetStanding(
            @JsonPropertyDescription("Day or month that it speaks of, in UTC, as in 2026-12.")
            String period,

            @JsonPropertyDescription("Money that was used in it, as far as it was counted since the budget is there.")
            String used,

            @JsonPropertyDescription("Money of the budget.") String amount,

            @JsonPropertyDescription("Time at which the next one begins, in UTC.")
            String resetsAt) {
        /** Likewise. */
        public BudgetStanding {
            period = Objects.requireNonNullElse(period, "");
            used = Objects.requireNonNullElse(used, "0");
            amount = Objects.requireNonNullElse(amount, "0");
        }
    }

    /** Counts of one process of a pod as they were added last. */
    public record Counted(
            @JsonPropertyDescription("Name of the pod.") String pod,

            @JsonPropertyDescription("Time at which the router's process in it has started, in UTC.")
            String startedAt,

            @JsonPropertyDescription("Money in the currency of the prices.")
            String cost,

            @JsonPropertyDescription("Requests and streams.")
            long requests,

            @JsonPropertyDescription("Tokens of the prompts.")
            long inputTokens,

            @JsonPropertyDescription("Tokens of the answers.")
            long outputTokens) {
        /** Likewise. */
        public Counted {
            pod = Objects.requireNonNullElse(pod, "");
            startedAt = Objects.requireNonNullElse(startedAt, "");
            cost = Objects.requireNonNullElse(cost, "0");
        }
    }
}
