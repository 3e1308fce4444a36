package dev.sluicegate.operator.model;

import dev.sluicegate.operator.api.RolloutSpec.OnConfigChange;
import dev.sluicegate.router.config.ConfigChange;
import java.util.List;
import java.util.Optional;

/** The decision by which way a changed spec reaches the pods: in place, or by new ones. Pure. */
public sealed interface ChangeWay {
    /** The pods that run take the new config up. */
    record InPlace() implements ChangeWay {
        @Override
        public String sentence() {
            return "in place";
        }
    }

    /**
     * New pods take the place of those that run.
     *
     * @param why a clause
     */
    record NewPods(String why) implements ChangeWay {
        @Override
        public String sentence() {
            return "new pods, because " + why;
        }
    }

    /** For the status. */
    String sentence();

    /**
     * The way of a change.
     *
     * @param secretsFollow whether pods that run can follow what has changed in Secrets, if anything has
     * @param current the revision that is wanted until now; empty if its record is not known
     */
    static ChangeWay of(
            OnConfigChange wish,
            Gateway.Rolling before,
            Gateway.Rolling after,
            boolean secretsFollow,
            Optional<KeptRevision> current) {
        return needed(before, after, secretsFollow)
                .or(() -> wish == OnConfigChange.ROLL
                        ? Optional.of("spec.rollout.onConfigChange is Roll")
                        : Optional.empty())
                .or(() -> current.filter(KeptRevision::reloadable).isEmpty()
                        ? Optional.of(
                                "the revision before it was not proven yet, or was made by an operator that could not reload")
                        : Optional.empty())
                .<ChangeWay>map(NewPods::new)
                .orElseGet(InPlace::new);
    }

    /** Why pods that run cannot take it up; empty if they can. */
    private static Optional<String> needed(Gateway.Rolling before, Gateway.Rolling after, boolean secretsFollow) {
        if (!before.image().equals(after.image()) || before.imagePullPolicy() != after.imagePullPolicy()) {
            return Optional.of("spec.image or spec.imagePullPolicy has changed");
        }
        if (!before.restarts().equals(after.restarts())) {
            return Optional.of("another restart is asked for");
        }
        if (!before.pod().equals(after.pod())) {
            return Optional.of("spec.pod has changed");
        }
        List<String> fields = ConfigChange.needingNewPods(before.config(), after.config());
        if (!fields.isEmpty()) {
            return Optional.of("of spec." + String.join(", spec.", fields));
        }
        if (!before.files().equals(after.files())) {
            return Optional.of("another Secret or ConfigMap is mounted");
        }
        return secretsFollow
                ? Optional.empty()
                : Optional.of("the admin token has changed, from which pods carry something");
    }
}
