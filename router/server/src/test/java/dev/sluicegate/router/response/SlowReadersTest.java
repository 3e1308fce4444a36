package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.app.Promises;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Row 25 of the promises: slow readers hold up nobody but themselves, and many streams to one upstream all run at once. */
class SlowReadersTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final RunningRouter router = RunningRouter.startWith("""
            version: 1
            listener: {port: 0}
            admin: {port: 0}
            drain: {settle: 100ms}
            logging: {accessLog: false}
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

    @Test
    @EnabledOnOs(OS.LINUX)
    void aClientThatDoesNotReadStopsItsOwnStreamOnly() throws Exception {
        Promises.slowReadersAreHeldUpAlone(router.router.port(), upstream, Promises.PATIENCE, Promises.KEPT);
        // they have left by now, but for the one that was served
        await().untilAsserted(
                        () -> assertThat(router.router.ledger().inFlight()).isZero());
        assertThat(router.router.ledger().streams(Outcome.COMPLETED)).isEqualTo(1);
    }

    @Test
    void manyStreamsToOneUpstreamAllRunAtOnce() throws Exception {
        Promises.manyStreamsRunAtOnce(
                router.router.port(),
                upstream,
                Promises.PATIENCE,
                () -> assertThat(router.router.ledger().inFlight()).isEqualTo(Promises.STREAMS));
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == Promises.STREAMS);
    }
}
