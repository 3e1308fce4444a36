package dev.sluicegate.operator.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bake of a candidate's canary pods, as it stands on the candidate's record: with it any operator can judge them. Like a failure it holds
 * for one attempt.
 *
 * @param attempt since when the revision was wanted that time: {@link Desired#since}
 * @param since when all canary pods were open
 * @param passed it is over, and the other pods may follow; then {@code baselines} is empty
 * @param baselines what the routers had counted then, by the names of their pods: those of the canary and of the stable revision
 */
public record Bake(Instant attempt, Instant since, boolean passed, Map<String, Baseline> baselines) {
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    public Bake {
        baselines = baselines == null ? Map.of() : Map.copyOf(baselines);
    }

    /**
     * The counts of a router when the bake began.
     *
     * @param startedAt when its process started: another one counts from 0
     * @param crashes of the routers of its pod when the first bake of this attempt began that it was in: what comes after that is held against the
     *     revision. Null if an operator has written it that did not count them
     */
    public record Baseline(
            Instant startedAt,
            RequestTotals totals,
            @Nullable Integer crashes) {}

    /** What this pod has counted since then; empty if that cannot be told any more, or not yet. */
    Optional<RequestTotals> counted(PodState pod) {
        Baseline baseline = baselines.get(pod.name());
        return answer(pod)
                .filter(it -> baseline != null && baseline.startedAt.equals(it.startedAt()))
                .map(it -> totals(it).since(Objects.requireNonNull(baseline).totals));
    }

    /** The crashes of this pod in all bakes of this attempt. A pod that is gone has taken its own with it. */
    int crashed(PodState pod) {
        return Math.max(0, pod.crashes().count() - crashesBefore(pod));
    }

    boolean isOf(PodState pod) {
        return baselines.containsKey(pod.name());
    }

    /** The crashes of this pod before the attempt: all that it has had by now, unless that is known. */
    int crashesBefore(PodState pod) {
        Baseline baseline = baselines.get(pod.name());
        Integer known = baseline == null ? null : baseline.crashes;
        return known == null ? pod.crashes().count() : known;
    }

    static Optional<RouterStatus> answer(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                ? Optional.of(status)
                : Optional.empty();
    }

    /** A router that counts nothing is judged by the time alone. */
    static RequestTotals totals(RouterStatus status) {
        return Objects.requireNonNullElse(status.totals(), RequestTotals.NONE);
    }

    Bake pass() {
        return new Bake(attempt, since, true, Map.of());
    }

    /** As it is written down. */
    public String text() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what {@link #text} wrote; null if it is something else, for anybody may have written it. */
    public static @Nullable Bake parse(String text) {
        try {
            Bake bake = MAPPER.readValue(text, Bake.class);
            boolean complete = bake != null
                    && bake.attempt != null
                    && bake.since != null
                    && bake.baselines.values().stream().allMatch(it -> it.startedAt != null && it.totals != null);
            return complete ? bake : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
