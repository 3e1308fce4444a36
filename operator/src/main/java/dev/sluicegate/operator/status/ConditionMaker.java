package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The maker of conditions. A condition that keeps its value keeps the time of its last transition.
 *
 * @param before the status before; null if there is none
 * @param generation of the gateway that is spoken of
 */
record ConditionMaker(@Nullable RouterGatewayStatus before, long generation, Instant now) {
    /** As long as the message of any condition of Kubernetes' own may be, with the sign that it was cut: metav1.Condition in kubernetes/apimachinery. */
    static final int LONGEST_MESSAGE = 32 * 1024 - 1;

    Condition isTrue(String type, Reason reason, String message) {
        return make(type, "True", reason.name(), message);
    }

    Condition isTrue(String type, Refusal refusal) {
        return make(type, "True", refusal.reason().name(), refusal.sentence());
    }

    /** @param reason may be a pod problem's */
    Condition isTrue(String type, String reason, String message) {
        return make(type, "True", reason, message);
    }

    /** @param reason may be a pod problem's */
    Condition isFalse(String type, String reason, String message) {
        return make(type, "False", reason, message);
    }

    Condition isFalse(String type, Reason reason, String message) {
        return make(type, "False", reason.name(), message);
    }

    Condition isFalse(String type, Refusal refusal) {
        return make(type, "False", refusal.reason().name(), refusal.sentence());
    }

    private Condition make(String type, String status, String reason, String message) {
        String since = Conditions.find(before, type)
                .filter(it -> status.equals(it.getStatus()))
                .map(Condition::getLastTransitionTime)
                .filter(it -> StatusTime.parse(it).isPresent())
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(Shortened.text(message, LONGEST_MESSAGE))
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build();
    }
}
