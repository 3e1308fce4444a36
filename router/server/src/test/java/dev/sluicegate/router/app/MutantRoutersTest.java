package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.testkit.StreamInvariants;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks of rows 22, 23 and 25 against routers that break the promise: each is found out. */
class MutantRoutersTest {
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    /**
     * What even a proxy without a flaw keeps of a stream if it does no more than pause it: twice 16 reads of at most 64 KiB, since Netty goes on for
     * so many before it looks whether it shall stop, and Vert.x asks it to stop when so many wait.
     */
    private static final long MUCH_KEPT = 3 << 20;

    private final FakeUpstream upstream = new FakeUpstream();

    @AfterEach
    void close() {
        upstream.close();
    }

    @Test
    void oneThatTriesAgainAfterTheFirstByteIsFoundOut() {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.TRIES_AGAIN_TOO_LATE, upstream)) {
            assertThatThrownBy(() -> StreamInvariants.nothingIsTriedAgainAfterTheFirstByte(mutant.port(), upstream))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatNeverCancelsIsFoundOut(StreamInvariants.Moment moment) {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.NEVER_CANCELS, upstream)) {
            assertThatThrownBy(() -> StreamInvariants.theProvidersWorkEndsWithItsClient(
                            mutant.port(), upstream, moment, PATIENCE))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThatNeverPausesItsUpstreamIsFoundOut() {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.NEVER_PAUSES, upstream)) {
            assertThatThrownBy(() ->
                            StreamInvariants.slowReadersAreHeldUpAlone(mutant.port(), upstream, PATIENCE, MUCH_KEPT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("in the router's own memory");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThatOnlyPausesAndReadsOnIsFoundOut() {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.NONE, upstream)) {
            assertThatThrownBy(() -> StreamInvariants.slowReadersAreHeldUpAlone(
                            mutant.port(), upstream, PATIENCE, StreamInvariants.KEPT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("in the router's own memory");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThatPausesAllWhenOneClientDoesNotReadIsFoundOut() {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.PAUSES_ALL, upstream)) {
            assertThatThrownBy(() ->
                            StreamInvariants.slowReadersAreHeldUpAlone(mutant.port(), upstream, PATIENCE, MUCH_KEPT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("a client that reads");
        }
    }

    @Test
    void oneWhoseConnectionsAreOneTooFewIsFoundOut() {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.TOO_SMALL_A_POOL, upstream)) {
            assertThatThrownBy(() -> StreamInvariants.manyStreamsRunAtOnce(
                            mutant.port(), upstream, PATIENCE.multipliedBy(5), () -> {}))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("stream " + StreamInvariants.STREAMS);
        }
    }

    /** What is missing in the first answer would be taken from the second. */
    @Test
    void oneThatKeepsTheLengthOfAStreamThatItChangesIsFoundOut() throws Exception {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.KEEPS_THE_LENGTH, upstream);
                RawClient client = new RawClient(mutant.port())) {
            client.patience(PATIENCE);
            StreamInvariants.answersStreamsWithALength(upstream);
            assertThatThrownBy(() -> StreamInvariants.streamsWithALengthKeepTheConnectionInStep(client))
                    .isInstanceOfAny(SocketTimeoutException.class, AssertionError.class);
        }
    }

    /** What fails for each of the others is only their flaw. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void oneWithoutAFlawIsNot() {
        try (MutantRouter mutant = new MutantRouter(MutantRouter.Flaw.NONE, upstream)) {
            assertThatCode(() -> {
                        StreamInvariants.nothingIsTriedAgainAfterTheFirstByte(mutant.port(), upstream);
                        StreamInvariants.answersStreamsWithALength(upstream);
                        try (RawClient client = new RawClient(mutant.port())) {
                            StreamInvariants.streamsWithALengthKeepTheConnectionInStep(client);
                        }
                        upstream.answers(upstream::leaveToTheTest);
                        for (StreamInvariants.Moment moment : StreamInvariants.Moment.values()) {
                            StreamInvariants.theProvidersWorkEndsWithItsClient(
                                    mutant.port(), upstream, moment, StreamInvariants.PATIENCE);
                        }
                        StreamInvariants.manyStreamsRunAtOnce(
                                mutant.port(), upstream, StreamInvariants.PATIENCE, () -> {});
                        StreamInvariants.slowReadersAreHeldUpAlone(
                                mutant.port(), upstream, StreamInvariants.PATIENCE, MUCH_KEPT);
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theRouterItselfTriesNothingAgainAfterTheFirstByte() {
        try (RunningRouter router = RunningRouter.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                drain: {settle: 100ms}
                providers:
                  - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
                models:
                  - {name: fast, retry: {attempts: 3}, targets: [{provider: p}]}
                """.formatted(upstream.port()))) {
            assertThatCode(() -> StreamInvariants.nothingIsTriedAgainAfterTheFirstByte(router.router.port(), upstream))
                    .doesNotThrowAnyException();
        }
    }
}
