package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person and the scale subresource read. Always written as a whole. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterGatewayStatus(
        @Nullable Long observedGeneration,

        @JsonPropertyDescription("Pods that are warming or open.") @StatusReplicas @Nullable Integer replicas,

        @JsonPropertyDescription("Selects the pods that replicas counts, and those that drain.")
        @LabelSelector
        @Nullable String selector,

        @JsonPropertyDescription("Open pods of the wanted number, as in 3/3.") @PrinterColumn(name = "READY") @Nullable String ready,

        @JsonPropertyDescription("The last revision that was proven.") @PrinterColumn(name = "REVISION") @Nullable String stableRevision,

        @JsonPropertyDescription("The revision that is being rolled out, if any.") @Nullable String candidateRevision,

        @PrinterColumn(name = "DRAINING") @Nullable Integer draining,

        @JsonPropertyDescription(
                "Requests and streams whose response has not ended, over all pods, roughly: written again when it has doubled or halved. The metrics of the routers are exact.")
        @PrinterColumn(name = "IN-FLIGHT")
        @Nullable Integer inFlight,

        @Nullable List<Condition> conditions,
        @Nullable RolloutStatus rollout,
        @Nullable List<PodRow> pods) {

    /**
     * The rollout that runs, or the last one.
     *
     * @param cutStreams requests and streams that pods of earlier revisions cut while they left
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RolloutStatus(
            @JsonPropertyDescription("What is done or waited for now.") @Nullable String step,

            @JsonPropertyDescription("When it began.") @Nullable String startedAt,

            @JsonPropertyDescription("Pods of the wanted revision that are open.") @Nullable Integer updated,

            @Nullable Integer draining,

            @JsonPropertyDescription("Requests and streams that were ended by us before they were complete.") @Nullable Long cutStreams,

            @JsonPropertyDescription(
                    "Pods that ended without saying what they had cut: killed, or gone while nobody looked.")
            @Nullable Integer unaccountedPods) {}

    /** One pod. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PodRow(
            @Nullable String name,

            @JsonPropertyDescription("Warming, Open, Draining or Drained.") @Nullable String phase,

            @Nullable String revision,

            @JsonPropertyDescription("The pod itself has reported that it serves this revision.") @Nullable Boolean acknowledged,

            @Nullable Integer inFlight,

            @JsonPropertyDescription("The age of the oldest request or stream, in whole seconds.") @Nullable Long oldestStreamSeconds,

            @JsonPropertyDescription("How many it has cut.") @Nullable Long cut,

            @JsonPropertyDescription("What keeps it from being open, if anything.") @Nullable String problem) {}
}
