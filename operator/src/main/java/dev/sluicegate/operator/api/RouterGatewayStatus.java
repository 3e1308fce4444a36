package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.schema.Schema.Description;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status that a person and the scale subresource read. Always written as a whole. */
@Description(
        "Status, written within seconds by the operator that looks after the gateway's namespace. When its observedGeneration stays -1, none does: name the namespace in watchNamespaces of the operator's chart.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterGatewayStatus(
        @JsonPropertyDescription(
                "Generation of the spec that this status speaks of. -1: no operator has looked at the gateway yet.")
        @Nullable Long observedGeneration,

        @JsonPropertyDescription("Number of pods that are warming or open.") @StatusReplicas @Nullable Integer replicas,

        @JsonPropertyDescription(
                "Label selector of the pods that replicas counts, for autoscalers: those that serve or are about to, not those that drain.")
        @LabelSelector
        @Nullable String selector,

        @JsonPropertyDescription("Number of open pods and of wanted ones, as in 3/3.")
        @PrinterColumn(name = "READY")
        @Nullable String ready,

        @JsonPropertyDescription("Name of the last revision that was proven. Absent before one was.")
        @PrinterColumn(name = "REVISION")
        @Nullable String stableRevision,

        @JsonPropertyDescription("Name of the revision that is being rolled out. Absent when none is.") @Nullable String candidateRevision,

        @JsonPropertyDescription(
                "Name of the revision that the spec asks for and that has failed, so that the last proven one runs. Absent when none has.")
        @Nullable String failedRevision,

        @JsonPropertyDescription("Number of pods that are out of the Service and still carry work.")
        @PrinterColumn(name = "DRAINING")
        @Nullable Integer draining,

        @JsonPropertyDescription(
                "Number of requests and streams whose response has not ended, over all pods, roughly: written again when it has doubled or halved, and while the gateway changes or drains every 10 s to 60 s. The metrics of the routers are exact.")
        @PrinterColumn(name = "IN-FLIGHT")
        @Nullable Integer inFlight,

        @JsonPropertyDescription(
                "Conditions: Accepted, Available, Ready, Reconciling, Stalled and Draining, each with a reason and a sentence.")
        @Nullable List<Condition> conditions,

        @JsonPropertyDescription("Rollout that runs, or the last one. Absent before the first.") @Nullable RolloutStatus rollout,

        @JsonPropertyDescription(
                "Pods that the watchdog has replaced. Absent when it has replaced none and has nothing to report.")
        @Nullable RestartsStatus restarts,

        @JsonPropertyDescription("Pods of the gateway, one row each.") @Nullable List<PodRow> pods) {

    /**
     * The observed generation of a gateway that no operator has looked at. The schema has it as default, because kstatus, by which
     * Flux judges, takes a resource without any status for current.
     */
    public static final long UNSEEN = -1;

    /**
     * The rollout that runs, or the last one.
     *
     * @param cutStreams requests and streams that pods of earlier revisions cut while they left
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RolloutStatus(
            @JsonPropertyDescription("Sentence about what is done or waited for now.") @Nullable String step,

            @JsonPropertyDescription("Time of its beginning, in UTC, as in 2026-12-31T00:00:00Z.") @Nullable String startedAt,

            @JsonPropertyDescription(
                    "Way by which the change reaches the pods: in place, or new pods, and why. Absent before the first change.")
            @Nullable String way,

            @JsonPropertyDescription("Number of open pods of the wanted revision.") @Nullable Integer updated,

            @JsonPropertyDescription("Number of pods that drain.") @Nullable Integer draining,

            @JsonPropertyDescription(
                    "Number of drained pods of the last proven revision that are kept until the new one is proven.")
            @Nullable Integer warm,

            @JsonPropertyDescription(
                    "Requests and streams that the drains wait for, one line each: the 8 oldest, and how many more. Roughly as old as inFlight. Absent when there are none.")
            @Nullable List<String> waitsFor,

            @JsonPropertyDescription(
                    "Number of requests and streams that pods of earlier revisions ended, while they left, before those were complete.")
            @Nullable Long cutStreams,

            @JsonPropertyDescription(
                    "Number of requests and streams that pods without a row in pods, which has room for 50, have ended before they were complete. Absent when each pod has a row.")
            @Nullable Long cutWithoutRow,

            @JsonPropertyDescription(
                    "Number of routers that ended without saying what they had cut: killed, with their pod or alone, or gone while nobody looked.")
            @Nullable Integer unaccountedPods) {}

    /** The work of the watchdog: what it has done, and why it does nothing more. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RestartsStatus(
            @JsonPropertyDescription("Number of pods that were replaced within spec.watchdog.window.") @Nullable Integer count,

            @JsonPropertyDescription("Sentence about the last pod that was replaced, and why. Absent when none was.")
            @Nullable String lastReason,

            @JsonPropertyDescription("Pods that were replaced last, at most 5, the newest last.") @Nullable List<RestartRow> recent,

            @JsonPropertyDescription(
                    "Sentence about why a pod that does not do its work is not replaced. Absent when none is.")
            @Nullable String heldBack) {}

    /** One pod that was replaced. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RestartRow(
            @JsonPropertyDescription("Name of the pod.") @Nullable String pod,

            @JsonPropertyDescription("Time at which it was decided, in UTC, as in 2026-12-31T00:00:00Z.") @Nullable String at,

            @JsonPropertyDescription("Cause: Unresponsive, Stalled, Memory, Throttled or Errors.") @Nullable String cause,

            @JsonPropertyDescription("Sentence about what was wrong, with what its router said of itself then.")
            @Nullable String message) {}

    /** One pod. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PodRow(
            @JsonPropertyDescription("Name of the pod.") @Nullable String name,

            @JsonPropertyDescription(
                    "Phase. Warming: not yet acknowledged. Open: in the Service. Draining: out of the Service, with work in flight. Drained: empty. Warm: drained, and kept until the new revision is proven.")
            @Nullable String phase,

            @JsonPropertyDescription("Name of the revision that the pod belongs to.") @Nullable String revision,

            @JsonPropertyDescription("Whether the pod itself has reported that it serves this revision.") @Nullable Boolean acknowledged,

            @JsonPropertyDescription("Number of requests and streams whose response has not ended.") @Nullable Integer inFlight,

            @JsonPropertyDescription("Age of the oldest request or stream, in whole seconds.") @Nullable Long oldestStreamSeconds,

            @JsonPropertyDescription("Number of requests and streams that the pod has ended before they were complete.")
            @Nullable Long cut,

            @JsonPropertyDescription(
                    "Number of times that its router has ended, the last time without a word about what it cut. Absent when it never has.")
            @Nullable Integer crashes,

            @JsonPropertyDescription("Last such end, as in OOMKilled, exit code 137 (signal 9).") @Nullable String lastCrash,

            @JsonPropertyDescription("Sentence about what keeps the pod from being open. Absent when nothing does.")
            @Nullable String problem) {}
}
