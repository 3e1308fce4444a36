package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.LoadClients;
import dev.sluicegate.router.testkit.RunningRouter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients with random gaps, on connections they keep, while one router drains and a second takes over. New connections go on
 * reaching the first one for half of its settling, as they do while endpoints propagate. Nothing may be lost.
 */
class ZeroLossTest {
    private static final int TOKENS = 20;
    private static final int LEAST_REQUESTS_BY_THE_DRAINED_ROUTER = 500;

    private final FakeUpstream upstream = new FakeUpstream();
    private final RunningRouter first = RunningRouter.start(upstream, "drain: {settle: 2s}");
    private final RunningRouter second = RunningRouter.start(upstream, "drain: {settle: 2s}");
    private volatile RunningRouter service = first;
    private final LoadClients clients = new LoadClients(upstream, () -> service, TOKENS, 500);

    @AfterEach
    void close() {
        first.close();
        second.close();
        upstream.close();
    }

    @Test
    void nothingIsLostWhenARouterDrains() throws Exception {
        clients.start(40, 4, 5);
        clients.awaitRequests(LEAST_REQUESTS_BY_THE_DRAINED_ROUTER);
        first.drain();
        clients.awaitRequests(100);
        assertThat(first.status().phase()).isEqualTo(Phase.DRAINING);
        service = second;
        await().atMost(Duration.ofSeconds(20)).until(() -> first.status().phase() == Phase.DRAINED);
        clients.awaitRequests(100);
        clients.stop();

        clients.assertNothingLost(first.status());
    }
}
