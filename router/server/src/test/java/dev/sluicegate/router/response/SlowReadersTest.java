package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.testkit.StreamInvariants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Row 25 of the promises: slow readers hold up nobody but themselves, and many streams to one upstream all run at once. */
@RouterTest(config = """
            logging: {accessLog: false}
            providers:
              - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1"}
            models:
              - {name: fast, targets: [{provider: p}]}
            """)
class SlowReadersTest {
    private final FakeUpstream upstream;
    private final RunningRouter router;

    SlowReadersTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aClientThatDoesNotReadStopsItsOwnStreamOnly() throws Exception {
        StreamInvariants.slowReadersAreHeldUpAlone(
                router.router.port(), upstream, StreamInvariants.PATIENCE, StreamInvariants.KEPT);
        // they have left by now, but for the one that was served
        await().untilAsserted(
                        () -> assertThat(router.router.ledger().inFlight()).isZero());
        assertThat(router.router.ledger().streams(Outcome.COMPLETED)).isEqualTo(1);
    }

    @Test
    void manyStreamsToOneUpstreamAllRunAtOnce() throws Exception {
        StreamInvariants.manyStreamsRunAtOnce(
                router.router.port(),
                upstream,
                StreamInvariants.PATIENCE,
                () -> assertThat(router.router.ledger().inFlight()).isEqualTo(StreamInvariants.STREAMS));
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == StreamInvariants.STREAMS);
    }
}
