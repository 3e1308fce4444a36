package dev.sluicegate.operator.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.api.RolloutSpec.OnConfigChange;
import java.util.Objects;
import java.util.Optional;

/** The decision about Secrets and ConfigMaps whose content has changed under a spec that asks for the same pods. Pure. */
final class SecretChange {
    private SecretChange() {}

    /**
     * What is accepted then; empty if pods are to be replaced for it.
     *
     * @param secrets as they are now
     */
    static Optional<Accepted> accept(Acceptance.Input input, Accepted was, Gateway gateway, SecretHashes secrets) {
        JsonNode spec = Objects.requireNonNull(input.spec());
        boolean rolls = !was.secrets().rolling().equals(secrets.rolling());
        if (!rolls && was.secrets().areIncomplete()) {
            return Optional.of(same(was, spec).with(secrets));
        }
        boolean changed = rolls || !was.secrets().files().equals(secrets.files());
        if (changed && isInPlace(input, was, gateway, secrets)) {
            // a revision is named by what rolls, so its record has to know; what never rolls, the clients' keys, has no
            // part in that
            return Optional.of(was.changedInPlace(spec, secrets, input.now(), was.generation() + (rolls ? 1 : 0)));
        }
        return rolls && input.takesUp().test(secrets.rolling()) ? Optional.empty() : Optional.of(same(was, spec));
    }

    private static Accepted same(Accepted was, JsonNode spec) {
        return was.with(spec, was.restartedAt()).with(Undo.NONE);
    }

    /** A candidate that is not proven is superseded, and not patched. */
    private static boolean isInPlace(Acceptance.Input input, Accepted was, Gateway gateway, SecretHashes secrets) {
        return gateway.rollout().onConfigChange() == OnConfigChange.RELOAD
                && secrets.canBeFollowedFrom(was.secrets())
                && Acceptance.kept(input, was.revision())
                        .filter(KeptRevision::reloadable)
                        .isPresent();
    }
}
