package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Row 17: only the holder of the lease changes anything, wherever in its work it was paused. */
class FenceTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final InMemoryApiServer server = InMemoryApiServer.start();
    private final AtomicInteger overtaken = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicLong nanos = new AtomicLong(7);
    private final Fence fence =
            new Fence(((InstantSource) now::get).withZone(ZoneOffset.UTC), nanos::get, overtaken::incrementAndGet);
    private final KubernetesClient client = server.clientBuilder()
            .withHttpClientBuilderConsumer(it -> it.addOrReplaceInterceptor("fence", fence))
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void whoHasProvenItsLeaseWrites() {
        fence.putUp();
        client.resource(lease(0)).create();
        passes(Duration.ofSeconds(11));

        write("a");

        assertThat(fence.isOpen()).isTrue();
        assertThat(server.all(ConfigMap.class)).hasSize(1);
    }

    @Test
    void whoHasNeverProvenItDoesNotWriteButReads() {
        fence.putUp();

        assertRefused("a");
        assertThat(client.configMaps().inNamespace("ai").withName("a").get()).isNull();
    }

    @Test
    void whoWasPausedBeyondItsLeaseDoesNotWrite() {
        fence.putUp();
        client.resource(lease(0)).create();
        passes(Duration.ofSeconds(12));

        assertRefused("a");
        assertThat(fence.isOpen()).isFalse();
    }

    /** Then the process's own time stands still. */
    @Test
    void norWhoseMachineWasPaused() {
        fence.putUp();
        client.resource(lease(0)).create();
        now.set(NOON.plusSeconds(12));

        assertRefused("a");
    }

    @Test
    void norWhoseClockWasSetBackMeanwhile() {
        fence.putUp();
        client.resource(lease(0)).create();
        nanos.addAndGet(Duration.ofSeconds(12).toNanos());
        now.set(NOON.minusSeconds(60));

        assertRefused("a");
    }

    @Test
    void whoRenewsGoesOn() {
        fence.putUp();
        client.resource(lease(3)).create();
        passes(Duration.ofSeconds(11));
        client.resource(lease(3)).update();
        passes(Duration.ofSeconds(11));

        write("a");

        assertThat(overtaken).hasValue(0);
    }

    /** It has the lease again, but what it had decided before is about a cluster that another one has changed. */
    @Test
    void whoGetsTheLeaseBackAfterAnotherHadItIsOvertaken() {
        fence.putUp();
        client.resource(lease(3)).create();
        passes(Duration.ofSeconds(60));
        client.resource(lease(5)).update();

        assertThat(overtaken).hasValue(1);
        assertRefused("a");
    }

    /** As the operator does it. */
    @Test
    void theElectionIsTheProof() {
        fence.putUp();
        LeaderElector elector = client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName("test")
                        .withLeaseDuration(Duration.ofSeconds(15))
                        .withRenewDeadline(Duration.ofSeconds(10))
                        .withRetryPeriod(Duration.ofMillis(50))
                        .withLock(new LeaseLock("system", Leadership.LEASE, "me"))
                        .withLeaderCallbacks(new LeaderCallbacks(() -> {}, () -> {}, _ -> {}))
                        .build())
                .build();
        CompletableFuture<?> leading = elector.start();
        await().until(fence::isOpen);
        passes(Duration.ofMinutes(1));
        await("the renewal").until(fence::isOpen);
        leading.cancel(true);

        assertThat(overtaken).hasValue(0);
    }

    private void passes(Duration time) {
        now.updateAndGet(it -> it.plus(time));
        nanos.addAndGet(time.toNanos());
    }

    private void write(String name) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("ai")
                        .endMetadata()
                        .build())
                .create();
    }

    private void assertRefused(String name) {
        assertThatThrownBy(() -> write(name)).isInstanceOf(KubernetesClientException.class);
        assertThat(server.all(ConfigMap.class)).isEmpty();
    }

    private static Lease lease(int transitions) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(Leadership.LEASE)
                .withNamespace("system")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("me")
                .withLeaseTransitions(transitions)
                .endSpec()
                .build();
    }
}
