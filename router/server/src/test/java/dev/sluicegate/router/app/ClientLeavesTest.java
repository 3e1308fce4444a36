package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.account.Ended;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 23 of the tests' table: a client that leaves ends what is done for it, wherever that is. */
class ClientLeavesTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final RunningRouter router = RunningRouter.startWith("""
            version: 1
            listener: {port: 0}
            admin: {port: 0}
            drain: {settle: 100ms}
            streams: {heartbeat: 50ms}
            providers:
              - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
            models:
              - {name: fast, targets: [{provider: p}]}
            """.formatted(upstream.port()));

    @AfterEach
    void close() {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @EnumSource
    void cancelsTheProvidersWork(Promises.Moment moment) throws Exception {
        Queue<Ended> ended = new ConcurrentLinkedQueue<>();
        router.router.ledger().onEnd(ended::add);
        Promises.theProvidersWorkEndsWithItsClient(router.router.port(), upstream, moment, Duration.ofSeconds(20));
        await().until(() -> router.router.ledger().inFlight() == 0);
        await().until(() -> router.router.ledger().requests(Outcome.CLIENT_LEFT)
                        + router.router.ledger().streams(Outcome.CLIENT_LEFT)
                == 1);
        await().until(() -> ended.size() == 1);
        assertThat(ended.element().usage().estimated()).isTrue();
        assertThat(ended.element().usage().input()).isPositive();
    }
}
