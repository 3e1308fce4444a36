package dev.sluicegate.router.forward.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.forward.target.TargetSelector.Choice;
import dev.sluicegate.router.forward.target.TargetSelector.Next;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetSelectorTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final AttemptFailure NO_ANSWER = new AttemptFailure.NoAnswer();
    private static final UpstreamLoad FREE = new UpstreamLoad(0, UpstreamLoad.UNLIMITED, 0, true, 0);
    private static final UpstreamLoad FULL = new UpstreamLoad(5, 0, 0, true, 0);
    private static final UpstreamLoad EJECTED = new UpstreamLoad(0, UpstreamLoad.UNLIMITED, 0, false, 0);

    private final Random random = new Random(7);
    private final Map<String, UpstreamLoad> loads = new HashMap<>();
    private long now = 5_000_000_000L;

    @Test
    void goesToEachTargetBeforeItComesBackToOneAfterAPause() {
        TargetSelector candidates = candidates("retry: {attempts: 2, backoff: 100ms, maxBackoff: 1s}", "a b");
        String first = go(candidates);
        assertThat(fail(candidates, first, NO_ANSWER)).isEqualTo(Next.TRY_AGAIN);
        String second = go(candidates);
        assertThat(second).isNotEqualTo(first);
        assertThat(fail(candidates, second, NO_ANSWER)).isEqualTo(Next.TRY_AGAIN);

        assertThat(choose(candidates)).isInstanceOfSatisfying(Choice.Wait.class, wait -> {
            assertThat(wait.pause()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
            now += wait.pause().toNanos();
        });
        assertThat(fail(candidates, go(candidates), NO_ANSWER)).isEqualTo(Next.USED_UP);
        assertThat(candidates.attempts()).isEqualTo(3);
    }

    @Test
    void fallsBackToTheNextModelWhenAttemptsAreUsedUp() {
        TargetSelector candidates = candidates("retry: {attempts: 0}, fallbacks: [other]", "a b");
        assertThat(fail(candidates, go(candidates), NO_ANSWER)).isEqualTo(Next.TRY_AGAIN);
        assertThat(candidates.route().model()).isEqualTo("other");
        assertThat(go(candidates)).isEqualTo("z");
    }

    @Test
    void doesNotWaitLongerThanTheRequestMayTake() {
        TargetSelector candidates = candidates("retry: {attempts: 5}", "a");
        String target = go(candidates);
        AttemptFailure later =
                new AttemptFailure.Answered(503, Api.OPENAI, Duration.ofSeconds(8), null, ProviderRefusal.NONE);
        assertThat(candidates.failed(target(candidates, target), later, false, now, Duration.ofSeconds(7)))
                .isEqualTo(Next.USED_UP);
    }

    /** Turned red by a hint of one server that holds for all. */
    @Test
    void anotherServerOfTheProviderIsAskedAtOnceWhateverTheFirstOneSays() {
        TargetSelector one = candidates("retry: {maxRetryAfter: 10s}", "a");
        assertThat(one.failed(target(one, go(one)), answered(4), true, now, LONG))
                .isEqualTo(Next.TRY_AGAIN);
        assertThat(choose(one)).isInstanceOf(Choice.Go.class);

        TargetSelector alone = candidates("retry: {attempts: 5}", "a");
        assertThat(alone.failed(target(alone, go(alone)), new AttemptFailure.Unsupported(), true, now, LONG))
                .as("what cannot be said to one cannot be said to another")
                .isEqualTo(Next.USED_UP);
    }

    @Test
    void honoursAHintAndGoesElsewhereAtOnceWhenItIsTooLong() {
        TargetSelector one = candidates("retry: {maxRetryAfter: 10s}", "a");
        assertThat(fail(one, go(one), answered(4))).isEqualTo(Next.TRY_AGAIN);
        assertThat(choose(one)).isEqualTo(new Choice.Wait(Duration.ofSeconds(4)));

        TargetSelector alone = candidates("retry: {maxRetryAfter: 10s}", "a");
        assertThat(fail(alone, go(alone), answered(11))).isEqualTo(Next.USED_UP);

        TargetSelector two = candidates("retry: {maxRetryAfter: 10s}", "a b");
        String first = go(two);
        assertThat(fail(two, first, answered(11))).isEqualTo(Next.TRY_AGAIN);
        String second = go(two);
        assertThat(second).isNotEqualTo(first);
        assertThat(fail(two, second, answered(11))).isEqualTo(Next.USED_UP);
    }

    @Test
    void passesOnWhatNoAttemptCanMend() {
        TargetSelector candidates = candidates("fallbacks: [other]", "a b");
        assertThat(fail(
                        candidates,
                        go(candidates),
                        new AttemptFailure.Answered(400, Api.OPENAI, null, null, ProviderRefusal.NONE)))
                .isEqualTo(Next.PASS_ON);
    }

    @Test
    void goesOnWithModelsThatTakeMoreOrMayAnswerMore() {
        TargetSelector tooLong = candidates("contextFallbacks: [other], fallbacks: []", "a b");
        assertThat(fail(tooLong, go(tooLong), refused(ProviderRefusal.CONTEXT))).isEqualTo(Next.TRY_AGAIN);
        assertThat(go(tooLong)).isEqualTo("z");
        assertThat(fail(tooLong, "z", refused(ProviderRefusal.CONTEXT)))
                .as("none is left, so what it says is the answer")
                .isEqualTo(Next.PASS_ON);

        TargetSelector policy = candidates("contextFallbacks: [other]", "a b");
        assertThat(fail(policy, go(policy), refused(ProviderRefusal.POLICY))).isEqualTo(Next.PASS_ON);
        TargetSelector any = candidates("fallbacks: [other]", "a b");
        assertThat(fail(any, go(any), refused(ProviderRefusal.CONTEXT))).isEqualTo(Next.PASS_ON);
        TargetSelector after = candidates("retry: {attempts: 0}, fallbacks: [other], policyFallbacks: [other]", "a");
        assertThat(fail(after, go(after), NO_ANSWER)).isEqualTo(Next.TRY_AGAIN);
        assertThat(fail(after, go(after), refused(ProviderRefusal.POLICY))).isEqualTo(Next.TRY_AGAIN);
        assertThat(fail(after, go(after), refused(ProviderRefusal.POLICY))).isEqualTo(Next.PASS_ON);
    }

    private static AttemptFailure refused(ProviderRefusal refusal) {
        return new AttemptFailure.Answered(400, Api.OPENAI, null, null, refusal);
    }

    @Test
    void asksFirstTheOneThatIsWellAgainFirstWhenNoneIs() {
        loads.put("a", new UpstreamLoad(0, UpstreamLoad.UNLIMITED, 0, false, 9));
        loads.put("b", new UpstreamLoad(0, UpstreamLoad.UNLIMITED, 0, false, 5));
        loads.put("c", new UpstreamLoad(0, 0, 0, false, 1));
        for (int i = 0; i < 50; i++) {
            TargetSelector candidates = candidates("retry: {attempts: 2}", "a b c");
            assertThat(go(candidates)).isEqualTo("b");
            assertThat(fail(candidates, "b", NO_ANSWER)).isEqualTo(Next.TRY_AGAIN);
            assertThat(go(candidates)).as("untried").isEqualTo("a");
        }
    }

    @Test
    void prefersTheWellAndFallsOpenWhenAllAreEjected() {
        loads.put("a", EJECTED);
        for (int i = 0; i < 50; i++) {
            assertThat(go(candidates("", "a b"))).isEqualTo("b");
        }
        loads.put("b", EJECTED);
        assertThat(go(candidates("", "a b"))).isIn("a", "b");
    }

    /** One that is left alone costs no attempt where a model to fall back to is well; where none is, it is tried. */
    @Test
    void fallsBackFromWhatIsLeftAloneIfTheFallbackIsWell() {
        loads.put("a", EJECTED);
        TargetSelector candidates = candidates("fallbacks: [other]", "a");
        assertThat(choose(candidates)).isInstanceOf(Choice.Exhausted.class);
        assertThat(candidates.fallBack()).isTrue();
        String fallback = go(candidates);
        assertThat(fallback).isNotEqualTo("a");
        loads.put(fallback, EJECTED);
        assertThat(go(candidates("fallbacks: [other]", "a"))).isEqualTo("a");
    }

    @Test
    void waitsForTheWellRatherThanTryTheEjected() {
        loads.put("b", EJECTED);
        TargetSelector candidates = candidates("", "a b");
        fail(candidates, go(candidates), NO_ANSWER);
        assertThat(choose(candidates)).isInstanceOf(Choice.Wait.class);
    }

    @Test
    void skipsTheFullAndSaysWhenAllAre() {
        loads.put("a", FULL);
        assertThat(go(candidates("", "a b"))).isEqualTo("b");
        loads.put("b", FULL);
        TargetSelector candidates = candidates("", "a b");
        assertThat(choose(candidates))
                .isInstanceOfSatisfying(
                        Choice.Full.class, full -> assertThat(full.targets()).hasSize(2));
    }

    @Test
    void drawsByWeightAndNeverTheOneWithoutAny() {
        Map<String, Long> drawn = IntStream.range(0, 10_000)
                .mapToObj(_ -> go(candidates("", "a:9 b:1 c:0")))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        assertThat(drawn).containsOnlyKeys("a", "b");
        assertThat(drawn.get("b")).isBetween(850L, 1150L);
    }

    @Test
    void ordered() {
        assertThat(go(candidates("balance: Ordered", "b a"))).isEqualTo("b");
        loads.put("b", FULL);
        assertThat(go(candidates("balance: Ordered", "b a"))).isEqualTo("a");
    }

    @Test
    void leastInFlightInProportionToWeightAndWithWhatElseWeighs() {
        loads.put("a", new UpstreamLoad(8, UpstreamLoad.UNLIMITED, 0, true, 0));
        loads.put("b", new UpstreamLoad(1, UpstreamLoad.UNLIMITED, 0, true, 0));
        assertThat(go(candidates("balance: LeastInFlight", "a:9 b:1"))).isEqualTo("a");
        loads.put("a", new UpstreamLoad(8, UpstreamLoad.UNLIMITED, 20, true, 0));
        assertThat(go(candidates("balance: LeastInFlight", "a:9 b:1"))).isEqualTo("b");
    }

    @Test
    void freeSlots() {
        loads.put("a", new UpstreamLoad(0, 1, 0, true, 0));
        loads.put("b", new UpstreamLoad(9, 3, 0, true, 0));
        assertThat(go(candidates("balance: FreeSlots", "a b c"))).isEqualTo("b");
    }

    @Test
    void oneAffinityStaysAtItsTargetAndOnlyThoseOfAnEjectedOneMove() {
        Map<String, String> before = placed();
        assertThat(before.values().stream().distinct()).hasSize(3);
        assertThat(placed()).isEqualTo(before);

        loads.put("b", EJECTED);
        Map<String, String> during = placed();
        before.forEach((key, target) -> {
            if (!target.equals("b")) {
                assertThat(during).containsEntry(key, target);
            }
        });
        assertThat(during).doesNotContainValue("b");

        loads.remove("b");
        assertThat(placed()).isEqualTo(before);
    }

    private Map<String, String> placed() {
        return IntStream.range(0, 100)
                .mapToObj(i -> "session-" + i)
                .collect(Collectors.toMap(key -> key, key -> go(candidates("", "a b c", key))));
    }

    private static AttemptFailure answered(int hintSeconds) {
        return new AttemptFailure.Answered(
                429, Api.OPENAI, Duration.ofSeconds(hintSeconds), null, ProviderRefusal.NONE);
    }

    private Choice choose(TargetSelector candidates) {
        return candidates.choose(target -> loads.getOrDefault(target.provider().name(), FREE), now);
    }

    private String go(TargetSelector candidates) {
        Choice choice = choose(candidates);
        assertThat(choice).isInstanceOf(Choice.Go.class);
        Route.Target target = ((Choice.Go) choice).target();
        candidates.started(target);
        return target.provider().name();
    }

    private Next fail(TargetSelector candidates, String target, AttemptFailure failure) {
        return candidates.failed(target(candidates, target), failure, false, now, LONG);
    }

    private static Route.Target target(TargetSelector candidates, String provider) {
        return candidates.route().targets().stream()
                .filter(target -> target.provider().name().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    private TargetSelector candidates(String options, String targets) {
        return candidates(options, targets, null);
    }

    private TargetSelector candidates(
            String options, String targets, @org.jspecify.annotations.Nullable String affinity) {
        StringBuilder list = new StringBuilder();
        for (String target : targets.split(" ", -1)) {
            String[] parts = target.split(":", -1);
            list.append("{provider: ").append(parts[0]);
            list.append(parts.length > 1 ? ", weight: " + parts[1] : "").append("},");
        }
        String yaml = """
                version: 1
                providers:
                  - {name: a, api: OpenAI, baseUrl: "http://a"}
                  - {name: b, api: OpenAI, baseUrl: "http://b"}
                  - {name: c, api: OpenAI, baseUrl: "http://c"}
                  - {name: z, api: OpenAI, baseUrl: "http://z"}
                models:
                  - {name: main, targets: [%s] %s}
                  - {name: other, targets: [{provider: z}]}
                """.formatted(list, options.isEmpty() ? "" : ", " + options);
        ConfigReading reading = RouterConfigReader.read(yaml.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(ConfigReading.Valid.class);
        RoutingTable table = RoutingTable.of(((ConfigReading.Valid) reading).config());
        return new TargetSelector(Objects.requireNonNull(table.route("main")), affinity, random, now);
    }
}
