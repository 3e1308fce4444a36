package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.api.RestartTokens;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A revision's record: what its pods are made of, kept so that a later pod of it gets exactly this.
 *
 * @param revision its name
 * @param configHash the hash that a router reports when it runs this revision's config
 * @param generation of its config: how often that was changed in place
 * @param provenAt when it was last proven; null if it never was. The newest of all revisions is the stable one
 * @param failure how it failed when it was last tried; null if it did not
 * @param bake of its canary pods when it was last tried; null if they have not begun to
 * @param restarts that its pods have had
 * @param replaced pods of it that the watchdog has decided to replace, the oldest first
 * @param createdAt when the record was created
 */
public record RevisionState(
        String revision,
        String configHash,
        int generation,
        @Nullable Instant provenAt,
        @Nullable Failure failure,
        @Nullable Bake bake,
        RestartTokens restarts,
        List<Replacement> replaced,
        Instant createdAt) {
    public RevisionState {
        // a trace of an earlier release has none
        restarts = Objects.requireNonNullElse(restarts, RestartTokens.NONE);
        replaced = replaced == null ? List.of() : List.copyOf(replaced);
    }

    RevisionState proven(Instant at) {
        return new RevisionState(revision, configHash, generation, at, failure, bake, restarts, replaced, createdAt);
    }

    RevisionState with(@Nullable Failure other) {
        return new RevisionState(
                revision, configHash, generation, provenAt, other, bake, restarts, replaced, createdAt);
    }

    RevisionState with(@Nullable Bake other) {
        return new RevisionState(
                revision, configHash, generation, provenAt, failure, other, restarts, replaced, createdAt);
    }

    RevisionState with(List<Replacement> others) {
        return new RevisionState(
                revision, configHash, generation, provenAt, failure, bake, restarts, others, createdAt);
    }

    /**
     * The failure of a candidate. It is remembered for the attempt that failed: when the same revision becomes wanted anew, because the
     * spec has changed and changed back, it is tried again.
     *
     * @param attempt since when the revision was wanted that time: {@link Desired#since}
     * @param reason CamelCase, as in {@link Step.Verdict.Stalled}
     * @param cause what was wrong and what to do, for people; cut off where it is long
     * @param files of a config that a router has refused: which content that router knew of the secret files; empty otherwise
     */
    public record Failure(Instant attempt, String reason, String cause, String files) {
        private static final int LONGEST = 600;

        public Failure {
            files = Objects.requireNonNullElse(files, ""); // a trace of an earlier release has none
            cause = cause.length() <= LONGEST ? cause : cause.substring(0, LONGEST) + "…";
        }

        /** A failure that has to do with no file. */
        public Failure(Instant attempt, String reason, String cause) {
            this(attempt, reason, cause, "");
        }

        /**
         * The same with one more sentence, for which the cause makes room.
         *
         * @param note cut off as well where it is long; empty for none
         */
        public Failure noting(String note) {
            return new Failure(attempt, reason, Notes.added(cause, note, LONGEST), files);
        }
    }
}
