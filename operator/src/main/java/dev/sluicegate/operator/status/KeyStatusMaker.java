package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.router.config.KeysFile;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The maker of a RouterKey's status, and the decision whether it is worth writing. Pure. */
public final class KeyStatusMaker {
    /** The shortest time between two writes for nothing but numbers. */
    public static final Duration EACH = Duration.ofMinutes(1);

    private static final String READY = "Ready";

    private KeyStatusMaker() {}

    /**
     * The input that a RouterKey's status is made of.
     *
     * @param secretName the name of the Secret that has the key; null if there is none
     * @param reason of {@link KeyReason} or of what the API server refuses; empty if all is as it should be so far
     * @param acknowledged the fingerprint of the key as all open pods have taken it; null if none was yet
     * @param spend null if nothing is known of it
     */
    public record KeyStatusInput(
            RouterKey key,
            @Nullable String secretName,
            String reason,
            String sentence,
            @Nullable String acknowledged,
            @Nullable Spend spend) {
        /** One that leaves what was counted and acknowledged as it is. */
        public static KeyStatusInput of(RouterKey key, @Nullable String secretName, String reason, String sentence) {
            RouterKeyStatus before = key.getStatus();
            return new KeyStatusInput(
                    key,
                    secretName,
                    reason,
                    sentence,
                    before == null ? null : before.acknowledged(),
                    before == null ? null : before.spend());
        }

        /**
         * The same with what the pods say of the key.
         *
         * @param published the key as it is published
         * @param pods the names of those that are there
         */
        public KeyStatusInput published(
                KeysFile.Key published,
                KeyAcknowledgement acknowledgement,
                List<UsageReading> readings,
                Set<String> pods,
                Instant now) {
            Spend spent = KeySpend.after(spend, published, readings, pods, now);
            Spend latest = spent == null ? spend : spent;
            if (!reason.isEmpty()) {
                return new KeyStatusInput(key, secretName, reason, sentence, acknowledged, latest);
            }
            String fingerprint = KeyAcknowledgement.fingerprint(published);
            return fingerprint.equals(acknowledged) || acknowledgement.isWhole()
                    ? new KeyStatusInput(
                            key,
                            secretName,
                            KeyReason.Published.name(),
                            KeyReason.Published.meaning(),
                            fingerprint,
                            latest)
                    : new KeyStatusInput(
                            key,
                            secretName,
                            KeyReason.Publishing.name(),
                            acknowledgement.sentence(),
                            acknowledged,
                            latest);
        }
    }

    /** The status, which is the one before if nothing has changed. */
    public static RouterKeyStatus make(KeyStatusInput input, Instant now) {
        RouterKey key = input.key;
        String status = input.reason.equals(KeyReason.Published.name()) ? "True" : "False";
        long generation = Objects.requireNonNullElse(key.getMetadata().getGeneration(), 0L);
        return new RouterKeyStatus(
                generation,
                input.secretName,
                input.acknowledged,
                input.spend,
                List.of(new ConditionBuilder()
                        .withType(READY)
                        .withStatus(status)
                        .withReason(input.reason)
                        .withMessage(input.sentence)
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(since(key, status)
                                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString()))
                        .build()));
    }

    /**
     * Whether it is to be written at once: something has happened that a person acts on, or a pod that leaves has counted something. Else numbers wait for
     * {@link #EACH}.
     */
    public static boolean isDue(
            @Nullable RouterKeyStatus before,
            RouterKeyStatus after,
            List<UsageReading> readings,
            Instant writtenAt,
            Instant now) {
        if (after.equals(before)) {
            return false;
        }
        if (before == null || !withoutSpend(before).equals(withoutSpend(after))) {
            return true;
        }
        Spend was = before.spend();
        Spend is = after.spend();
        return was == null
                || is == null
                || !isSame(was, is)
                || KeySpend.hasLastWords(was, is, readings)
                || !now.isBefore(writtenAt.plus(EACH));
    }

    /** Since when Ready has this value; empty if it has not. */
    public static Optional<String> since(RouterKey key, String value) {
        RouterKeyStatus before = key.getStatus();
        List<Condition> conditions = before == null ? null : before.conditions();
        return Objects.requireNonNullElse(conditions, List.<Condition>of()).stream()
                .filter(it -> READY.equals(it.getType()) && value.equals(it.getStatus()))
                .map(Condition::getLastTransitionTime)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The same budget, of the same day or month, and used up in both or in none. */
    private static boolean isSame(Spend was, Spend is) {
        return was.id().equals(is.id())
                && KeySpend.isSpent(was) == KeySpend.isSpent(is)
                && Objects.equals(KeySpend.budget(was), KeySpend.budget(is));
    }

    private static RouterKeyStatus withoutSpend(RouterKeyStatus status) {
        return new RouterKeyStatus(
                status.observedGeneration(), status.secretName(), status.acknowledged(), null, status.conditions());
    }
}
