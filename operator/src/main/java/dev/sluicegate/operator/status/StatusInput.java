package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.Step;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input of a status: all that it depends on.
 *
 * @param acceptance which spec is in force
 * @param trouble what the API server refused to us, if anything
 * @param replicas how many open pods that wants
 * @param step what the rollout has decided
 * @param cuts how many requests and streams a pod has cut, by its name, as far as it has said so
 * @param previous the status before; null if there is none yet
 */
public record StatusInput(
        String gateway,
        long generation,
        boolean deleting,
        Acceptance.Verdict acceptance,
        Optional<Refusal> trouble,
        int replicas,
        Observed observed,
        Step step,
        Map<String, Long> cuts,
        @Nullable RouterGatewayStatus previous,
        Instant now) {}
