package dev.sluicegate.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A revision's ReplicaSet.
 *
 * @param revision its name
 * @param configHash the hash that a router reports when it runs this revision's config
 * @param wanted {@code spec.replicas} of the ReplicaSet, draining pods included
 * @param gated the template still carries the readiness gate, so new pods have to be admitted
 * @param provenAt when it was last proven; null if it never was. The newest of all revisions is the stable one
 * @param createdAt when the ReplicaSet was created
 * @param problem why the ReplicaSet cannot create pods (its condition ReplicaFailure, such as an exceeded quota); null if it can
 */
public record RevisionState(
        String revision,
        String configHash,
        int wanted,
        boolean gated,
        @Nullable Instant provenAt,
        Instant createdAt,
        @Nullable Problem problem) {}
