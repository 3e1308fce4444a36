package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.reason.KeyReason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The maker of a RouterKey's status. Pure. */
public final class KeyStatusMaker {
    private static final String READY = "Ready";

    private KeyStatusMaker() {}

    /**
     * The status, which is the one before if nothing has changed.
     *
     * @param secret the name of the Secret that has the key; null if there is none
     * @param reason of {@link KeyReason} or of what the API server refuses
     */
    public static RouterKeyStatus make(
            RouterKey key, @Nullable String secret, String reason, String sentence, Instant now) {
        String status = reason.equals(KeyReason.Published.name()) ? "True" : "False";
        long generation = Objects.requireNonNullElse(key.getMetadata().getGeneration(), 0L);
        return new RouterKeyStatus(
                generation,
                secret,
                List.of(new ConditionBuilder()
                        .withType(READY)
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(sentence)
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(since(key.getStatus(), status, now))
                        .build()));
    }

    private static String since(@Nullable RouterKeyStatus before, String status, Instant now) {
        return before == null || before.conditions() == null
                ? now.truncatedTo(ChronoUnit.SECONDS).toString()
                : before.conditions().stream()
                        .filter(it -> READY.equals(it.getType()) && status.equals(it.getStatus()))
                        .map(Condition::getLastTransitionTime)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
