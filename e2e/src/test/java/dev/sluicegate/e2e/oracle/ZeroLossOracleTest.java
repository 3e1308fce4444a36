package dev.sluicegate.e2e.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@NullMarked
class ZeroLossOracleTest {
    private static final MinimumLoad ENOUGH = new MinimumLoad(10, 5, 1, Map.of("http/2", 3));
    private static final Failure RESET = new Failure(Failure.Kind.CONNECTION_LOST, "reset by peer");

    @Test
    void aWholeRunIsGreen() {
        assertThat(judge(run(), counts(run()))).isEqualTo(new Verdict.Green(20, 10));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void findsEachKindOfLoss(String name, Observation lost, int seen, List<Loss> wanted) {
        List<Observation> run = run();
        run.set(7, lost);
        Map<String, Integer> upstream = counts(run());
        upstream.put("r7", seen);
        if (seen == 0) {
            upstream.remove("r7");
        }

        Verdict verdict = judge(run, upstream);

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Red.class, red -> {
            assertThat(red.lost()).isEqualTo(1);
            assertThat(red.losses().firstEntry().getValue()).isEqualTo(wanted);
            assertThat(red.report()).startsWith("1 of 20 requests were lost").contains("r7 by http/2");
            wanted.forEach(loss -> assertThat(red.report()).contains(loss.sentence()));
        });
    }

    static Stream<Arguments> losses() {
        Failure refused = new Failure(Failure.Kind.NOT_CONNECTED, "refused");
        List<Integer> whole = List.of(0, 1, 2, 3);
        return Stream.of(
                Arguments.of(
                        "refused connection", seen(0, List.of(), false, refused), 0, of(new Loss.NoResponse(refused))),
                Arguments.of(
                        "reset before the response",
                        seen(0, List.of(), false, RESET),
                        1,
                        of(new Loss.NoResponse(RESET))),
                Arguments.of(
                        "nothing recorded",
                        seen(0, List.of(), false, null),
                        1,
                        of(new Loss.NoResponse(new Failure(Failure.Kind.OTHER, "nothing was recorded")))),
                Arguments.of("503", seen(503, List.of(), false, null), 0, of(new Loss.WrongStatus(503, null))),
                Arguments.of("404", seen(404, List.of(), false, null), 0, of(new Loss.WrongStatus(404, null))),
                Arguments.of(
                        "reset in the middle",
                        seen(200, List.of(0, 1), false, RESET),
                        1,
                        of(new Loss.BrokenOff(2, 4, RESET), new Loss.Missing(List.of(2, 3)))),
                Arguments.of(
                        "reset after the last event",
                        seen(200, whole, true, RESET),
                        1,
                        of(new Loss.BrokenOff(4, 4, RESET))),
                Arguments.of("no terminator", seen(200, whole, false, null), 1, of(new Loss.NoTerminator())),
                Arguments.of(
                        "an event missing",
                        seen(200, List.of(0, 1, 3), true, null),
                        1,
                        of(new Loss.Missing(List.of(2)))),
                Arguments.of(
                        "an event twice",
                        seen(200, List.of(0, 1, 1, 2, 3), true, null),
                        1,
                        of(new Loss.Repeated(List.of(1)))),
                Arguments.of(
                        "events swapped", seen(200, List.of(0, 2, 1, 3), true, null), 1, of(new Loss.OutOfOrder(1, 2))),
                Arguments.of(
                        "another's event",
                        seen(200, List.of(0, 1, Observation.FOREIGN, 2, 3), true, null),
                        1,
                        of(new Loss.Foreign(1))),
                Arguments.of(
                        "more events than asked for",
                        seen(200, List.of(0, 1, 2, 3, 4), true, null),
                        1,
                        of(new Loss.Foreign(1))),
                Arguments.of("sent upstream twice", seen(200, whole, true, null), 2, of(new Loss.SeenUpstream(2))),
                Arguments.of("never sent upstream", seen(200, whole, true, null), 0, of(new Loss.SeenUpstream(0))),
                Arguments.of(
                        "no response, and sent upstream twice",
                        seen(0, List.of(), false, RESET),
                        2,
                        of(new Loss.NoResponse(RESET), new Loss.SeenUpstream(2))));
    }

    @Test
    void findsARequestThatNoClientRecorded() {
        Map<String, Integer> upstream = counts(run());
        upstream.put("stranger", 1);

        assertThat(judge(run(), upstream))
                .isInstanceOfSatisfying(
                        Verdict.Red.class,
                        red -> assertThat(red.losses()).containsEntry("stranger", List.of(new Loss.Unaccounted(1))));
    }

    @Test
    void tooLittleLoadProvesNothing() {
        List<Observation> run = run().subList(0, 4);

        Verdict verdict = judge(run, counts(run));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.TooLittle.class,
                        little -> assertThat(little.shortfalls())
                                .containsExactly(
                                        "only 4 requests, at least 10 are needed",
                                        "only 2 streams, at least 5 are needed",
                                        "only 0 streams of 5 s and more, at least 1 are needed",
                                        "only 2 requests by http/2, at least 3 are needed"));
        assertThat(verdict.report()).startsWith("void");
    }

    @Test
    void anEmptyRunProvesNothing() {
        assertThat(judge(List.of(), Map.of())).isInstanceOf(Verdict.TooLittle.class);
    }

    @Test
    void aLossCountsEvenInTooLittleLoad() {
        Observation lost = observation("r0", 503, List.of(), false, null);

        assertThat(judge(List.of(lost), Map.of())).isInstanceOf(Verdict.Red.class);
    }

    @Test
    void theReportShowsTheFirstLossesAndCountsTheRest() {
        List<Observation> run = run();
        run.replaceAll(whole -> observation(whole.id(), 503, List.of(), false, null));

        assertThat(judge(run, Map.of()).report())
                .startsWith("20 of 20 requests were lost {WrongStatus=20}")
                .contains("r0 by http/2", "r9 by", "and 10 more")
                .doesNotContain("r10 by");
    }

    private static Verdict judge(List<Observation> observations, Map<String, Integer> upstream) {
        return ZeroLossOracle.judge(observations, upstream, ENOUGH);
    }

    private static List<Loss> of(Loss... losses) {
        return List.of(losses);
    }

    private static List<Observation> run() {
        return new ArrayList<>(IntStream.range(0, 20)
                .mapToObj(i -> observation("r" + i, 200, List.of(0, 1, 2, 3), true, null))
                .toList());
    }

    private static Map<String, Integer> counts(List<Observation> run) {
        Map<String, Integer> counts = new HashMap<>();
        run.forEach(observation -> counts.put(observation.id(), 1));
        return counts;
    }

    private static Observation seen(int status, List<Integer> events, boolean terminated, @Nullable Failure failure) {
        return observation("r7", status, events, terminated, failure);
    }

    /** Every second one is a stream by an HTTP/2 client, starting one second after the other and taking as many seconds. */
    private static Observation observation(
            String id, int status, List<Integer> events, boolean terminated, @Nullable Failure failure) {
        int number = Integer.parseInt(id.substring(1));
        boolean even = number % 2 == 0 || number == 7;
        return new Observation(
                id,
                even ? "http/2" : "openai-java",
                number % 2 == 0,
                4,
                status,
                events,
                terminated,
                failure,
                "a connection",
                Instant.EPOCH.plusSeconds(number),
                Duration.ofSeconds(number));
    }
}
