package dev.sluicegate.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A revision's record: what its pods are made of, kept so that a later pod of it gets exactly this.
 *
 * @param revision its name
 * @param configHash the hash that a router reports when it runs this revision's config
 * @param provenAt when it was last proven; null if it never was. The newest of all revisions is the stable one
 * @param createdAt when the record was created
 */
public record RevisionState(
        String revision, String configHash, @Nullable Instant provenAt, Instant createdAt) {}
