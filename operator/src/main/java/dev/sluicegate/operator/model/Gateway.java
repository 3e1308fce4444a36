package dev.sluicegate.operator.model;

import dev.sluicegate.operator.api.PodSettings;
import dev.sluicegate.operator.api.RolloutSpec;
import dev.sluicegate.operator.api.RouterGatewaySpec.ImagePullPolicy;
import dev.sluicegate.operator.api.ServiceSettings;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import dev.sluicegate.router.config.RouterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A gateway's spec, valid, with every default filled in.
 *
 * @param replicas how many open pods are wanted; 0 or more
 * @param rolling everything whose change replaces the pods
 * @param drainTimeout the longest drain that the operator starts; zero is without limit
 * @param eviction as the spec says; {@link Evictions} says what holds
 */
public record Gateway(
        int replicas,
        Rolling rolling,
        RolloutSpec rollout,
        Duration drainTimeout,
        Eviction eviction,
        ServiceSettings service,
        int revisionHistoryLimit) {

    /**
     * The parts that a revision is made of, except for what stands in the Secrets.
     *
     * @param image empty if the spec leaves it to the operator
     * @param files what stands in Secrets and ConfigMaps, in the order of their paths
     * @param restartToken empty if there is none
     */
    public record Rolling(
            Optional<String> image,
            ImagePullPolicy imagePullPolicy,
            RouterConfig config,
            List<MountedFile> files,
            PodSettings pod,
            String restartToken) {
        public Rolling {
            files = List.copyOf(files);
        }
    }

    /** The same with another number of pods. */
    public Gateway withReplicas(int wanted) {
        return new Gateway(wanted, rolling, rollout, drainTimeout, eviction, service, revisionHistoryLimit);
    }

    /** Whether clients speak TLS to its pods. */
    public boolean speaksTls() {
        return rolling.config.listener().tls() != null;
    }

    /** How long the drain of a gateway that is being deleted may take. */
    public Duration drainLimit() {
        return drainTimeout.isZero() ? terminationBudget() : drainTimeout;
    }

    /** How long a pod may take to leave after Kubernetes has decided that it goes. */
    public Duration terminationBudget() {
        return rolling.config.drain().terminationBudget();
    }
}
