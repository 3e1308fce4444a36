package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.testkit.StreamInvariants;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row 23 of the promises: a client that leaves ends what is done for it, wherever that is. All limits of the router are ten minutes or more and
 * nothing is sent that could fail, so nothing but its leaving can be the cause.
 */
@RouterTest(config = """
            streams: {heartbeat: 0s}
            providers:
              - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1",
                 timeouts: {connect: 10m, firstByte: 10m, idle: 10m, request: 1h}}
            models:
              - {name: fast, targets: [{provider: p}]}
            """)
class ClientLeavesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final FakeUpstream upstream;
    private final RunningRouter router;

    ClientLeavesTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @ParameterizedTest
    @EnumSource
    void cancelsTheProvidersWork(StreamInvariants.Moment moment) throws Exception {
        Queue<RequestRecord> ended = new ConcurrentLinkedQueue<>();
        router.router.ledger().onEnd(ended::add);
        StreamInvariants.theProvidersWorkEndsWithItsClient(router.router.port(), upstream, moment, SOON);
        await().until(() -> router.router.ledger().inFlight() == 0);
        await().until(() -> router.router.ledger().requests(Outcome.CLIENT_LEFT)
                        + router.router.ledger().streams(Outcome.CLIENT_LEFT)
                == 1);
        await().until(() -> ended.size() == 1);
        assertThat(ended.element().usage().estimated()).isTrue();
        assertThat(ended.element().usage().input()).isPositive();
        switch (moment) {
            case BEFORE_THE_HEAD, BEFORE_THE_HEAD_OF_A_BODY, BEFORE_THE_FIRST_EVENT ->
                assertThat(ended.element().usage().output()).isZero();
            case IN_THE_MIDDLE_OF_A_STREAM, IN_THE_MIDDLE_OF_A_BODY ->
                assertThat(ended.element().usage().output()).isPositive();
        }
    }
}
