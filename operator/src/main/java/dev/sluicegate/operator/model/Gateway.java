package dev.sluicegate.operator.model;

import dev.sluicegate.operator.api.PodSettings;
import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.api.RolloutSpec;
import dev.sluicegate.operator.api.RouterGatewaySpec.ImagePullPolicy;
import dev.sluicegate.operator.api.ServiceSettings;
import dev.sluicegate.operator.api.WatchdogSpec;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import dev.sluicegate.router.config.RouterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A gateway's spec, valid, with every default filled in.
 *
 * @param replicas how many open pods are wanted; 0 or more
 * @param rolling everything whose change replaces the pods
 * @param asked the restart that an annotation asks for
 * @param drainTimeout the longest drain that the operator starts; zero is without limit
 * @param eviction as the spec says; {@link Evictions} says what holds
 */
public record Gateway(
        int replicas,
        Rolling rolling,
        RolloutSpec rollout,
        RequestedRestart asked,
        Duration drainTimeout,
        Eviction eviction,
        WatchdogSpec watchdog,
        ServiceSettings service,
        int revisionHistoryLimit) {

    /**
     * The parts that a revision is made of, except for what stands in the Secrets.
     *
     * @param image empty if the spec leaves it to the operator
     * @param files what stands in Secrets and ConfigMaps, in the order of their paths
     * @param restarts whose pods have had them
     */
    public record Rolling(
            Optional<String> image,
            ImagePullPolicy imagePullPolicy,
            RouterConfig config,
            List<MountedFile> files,
            PodSettings pod,
            RestartTokens restarts) {
        public Rolling {
            files = List.copyOf(files);
        }

        Rolling restarted(String annotation) {
            return new Rolling(
                    image, imagePullPolicy, config, files, pod, new RestartTokens(restarts.spec(), annotation));
        }
    }

    /** The same with another number of pods. */
    public Gateway withReplicas(int wanted) {
        return new Gateway(
                wanted, rolling, rollout, asked, drainTimeout, eviction, watchdog, service, revisionHistoryLimit);
    }

    /** The same with a restart that an annotation asks for. */
    Gateway restarted(RequestedRestart other) {
        String token = Objects.requireNonNullElse(other.restart().token(), "");
        return new Gateway(
                replicas,
                rolling.restarted(token),
                rollout,
                other,
                drainTimeout,
                eviction,
                watchdog,
                service,
                revisionHistoryLimit);
    }

    /** Whether clients speak TLS to its pods. */
    public boolean speaksTls() {
        return rolling.config.listener().tls() != null;
    }

    /** Whether the keys of RouterKeys are taken. */
    public boolean takesRouterKeys() {
        return rolling.config.auth().routerKeys() != null;
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
