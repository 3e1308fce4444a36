package dev.sluicegate.operator.render;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import org.jspecify.annotations.Nullable;

/** The security context of router pods, which the pod security standard {@code restricted} admits unless the spec says otherwise. */
final class PodSecurity {
    private static final long USER = 65532;

    private PodSecurity() {}

    /** @param wish null for a user of ours; else a user that it does not name is the cluster's choice */
    static PodSecurityContext of(@Nullable PodSecurityContext wish) {
        PodSecurityContextBuilder context = wish == null
                ? new PodSecurityContextBuilder()
                        .withRunAsUser(USER)
                        .withRunAsGroup(USER)
                        .withFsGroup(USER)
                : new PodSecurityContextBuilder(wish);
        if (context.getRunAsNonRoot() == null) {
            context.withRunAsNonRoot(true);
        }
        if (!context.hasSeccompProfile()) {
            context.withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile();
        }
        return context.build();
    }
}
