package dev.sluicegate.operator.app;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lease by which one of several operators acts. */
final class Leadership {
    static final String LEASE = "sluicegate-operator";

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

    /** A lease that nobody has renewed for so long while the API server answers means that the election is broken. */
    private static final Duration ABANDONED = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final Settings settings;
    private final Clock clock;
    private volatile boolean alive = true;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean leading = new AtomicBoolean();

    Leadership(KubernetesClient client, Settings settings, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    LeaderElectionConfiguration configuration() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(settings.leaseNamespace())
                .withIdentity(settings.identity())
                .withLeaseDuration(LEASE_DURATION)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY_PERIOD)
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(new LeaderCallbacks(
                        this::started,
                        this::lost,
                        leader -> LOG.info(
                                "leader is {}{}", leader, leader.equals(settings.identity()) ? " (this one)" : "")))
                .build();
    }

    /** From now on the loss of the lease is wanted. */
    void stopping() {
        stopping.set(true);
    }

    /** Lets the next operator begin at once. Call it when nothing is written any more. */
    void release() {
        if (!leading.get()) {
            return;
        }
        try {
            Lease lease = lease();
            if (lease != null && settings.identity().equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity("");
                lease.getSpec().setLeaseDurationSeconds(1);
                client.resource(lease).update();
            }
            LOG.info("lease released");
        } catch (KubernetesClientException e) {
            LOG.warn("lease not released; the next operator waits until it expires error={}", e.getMessage());
        }
    }

    /** False if the API server answered when it was last asked, but nobody had renewed the lease for a long time. Asks nobody. */
    boolean isAlive() {
        return alive;
    }

    /** True from the start of this process's leadership on. */
    boolean isLeading() {
        return leading.get();
    }

    /** Looks whether the election still works; to be called now and then, and never by a probe: the API server may be slow. */
    void look() {
        try {
            Lease lease = lease();
            alive = lease == null
                    || lease.getSpec().getRenewTime() == null
                    || clock.instant()
                            .isBefore(lease.getSpec().getRenewTime().toInstant().plus(ABANDONED));
        } catch (KubernetesClientException e) {
            alive = true; // a restart would not help
        }
    }

    private Lease lease() {
        return client.leases()
                .inNamespace(settings.leaseNamespace())
                .withName(LEASE)
                .get();
    }

    private void started() {
        leading.set(true);
        LOG.info("leading identity={}", settings.identity());
    }

    /** Another may act from now on: nothing of this process may be written any more, so there is no orderly stop. */
    private void lost() {
        if (leading.get() && !stopping.get()) {
            LOG.error("lost the lease; ending at once so that two operators never act at the same time");
            Runtime.getRuntime().halt(1);
        }
    }

    /** Another has acted meanwhile: what this process had decided before must not be done. */
    static void overtaken() {
        LOG.error(
                "another operator has led meanwhile; ending at once, so that nothing is done that was decided before");
        Runtime.getRuntime().halt(1);
    }
}
