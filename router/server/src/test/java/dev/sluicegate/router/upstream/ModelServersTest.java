package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.ProviderRefusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The servers of one provider: each with places, a queue's turn, load and health of its own. */
class ModelServersTest {
    private static final ServerPreference ANY = new ServerPreference(null);

    @Test
    void theOneWithTheLeastToDoIsChosen() {
        Upstream upstream = upstream("", 3);
        AttemptPermit first = acquire(upstream);
        AttemptPermit second = acquire(upstream);
        AttemptPermit third = acquire(upstream);
        assertThat(names(List.of(first, second, third))).containsExactly("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80");
        second.release();
        assertThat(acquire(upstream).server()).isSameAs(second.server());
        third.server().pressure(5);
        third.release();
        assertThat(acquire(upstream).server()).as("others use it").isNotSameAs(third.server());
        assertThat(upstream.inFlight()).isEqualTo(3);
    }

    @Test
    void eachServerHasPlacesOfItsOwn() {
        Upstream upstream = upstream("maxInFlight: 2, queue: {size: 5}", 2);
        List<AttemptPermit> taken =
                IntStream.range(0, 4).mapToObj(_ -> acquire(upstream)).toList();
        assertThat(upstream.tryAcquire("m", ANY)).isNull();
        assertThat(upstream.load("m").hasRoom()).isFalse();

        List<AttemptPermit> served = new ArrayList<>();
        upstream.enqueue(new QueuedRequest("k", ANY, served::add, _ -> {}));
        assertThat(served).isEmpty();
        taken.getFirst().release();
        assertThat(served)
                .singleElement()
                .extracting(AttemptPermit::server)
                .isSameAs(taken.getFirst().server());
    }

    /**
     * One server is full, and now and then in a cooldown; the other has room, and is in one all the time, so it is chosen only while both
     * are. Turned red by a request that leaves the queue before there is a place for it.
     */
    @Test
    void nobodyLeavesTheQueueWithoutAPlace() {
        int requests = 50_000;
        Upstream upstream = upstream("maxInFlight: 1, queue: {size: 50000}", 2);
        Cooldowns full = acquire(upstream).server().cooldowns();
        AttemptPermit other = acquire(upstream);
        other.server().cooldowns().startWhole(Duration.ofHours(1), System.nanoTime());
        other.release();
        Random random = new Random(1);
        Deque<AttemptPermit> places = new ArrayDeque<>();
        int served = 0;
        for (int i = 0; i < requests; i++) {
            full.startWhole(Duration.ofNanos(random.nextInt(5_000)), System.nanoTime());
            assertThat(upstream.enqueue(new QueuedRequest("k", ANY, places::add, _ -> {})))
                    .isTrue();
            served += release(places);
        }
        full.startWhole(Duration.ofHours(1), System.nanoTime());
        upstream.limiter().change(() -> {});
        served += release(places);

        assertThat(served).isEqualTo(requests);
    }

    /** Each gives its place to the next one; returns how many had one. */
    private static int release(Deque<AttemptPermit> places) {
        int released = 0;
        for (AttemptPermit each = places.poll(); each != null; each = places.poll()) {
            each.release();
            released++;
        }
        return released;
    }

    @Test
    void eachServerSaysHowManySlotsItHas() {
        Upstream upstream = upstream("slots: {}, queue: {size: 5}", 2);
        List<AttemptPermit> ones = List.of(acquire(upstream), acquire(upstream));
        assertThat(upstream.tryAcquire("m", ANY))
                .as("one each until they have said")
                .isNull();
        ModelServer large = ones.getFirst().server();
        upstream.slots(large, new ServerLoad.Slots(4, 2), 1);
        assertThat(acquire(upstream).server()).isSameAs(large);
        assertThat(acquire(upstream).server()).isSameAs(large);
        assertThat(upstream.tryAcquire("m", ANY))
                .as("another client has a slot")
                .isNull();
    }

    /** Turned red by an ejector that the servers share. */
    @Test
    void eachServerIsEjectedByItself() {
        Upstream upstream = upstream("ejection: {failures: 2}", 2);
        ModelServer bad = acquire(upstream).server();
        for (int i = 0; i < 2; i++) {
            AttemptPermit attempt = new AttemptPermit(upstream, bad, "m", ANY);
            bad.take();
            attempt.failed();
            attempt.release();
        }
        assertThat(bad.health()).isEqualTo(Ejector.Health.EJECTED);
        assertThat(upstream.health()).isEqualTo(Ejector.Health.WELL);
        assertThat(upstream.load("m").well()).isTrue();
        assertThat(IntStream.range(0, 10).mapToObj(_ -> acquire(upstream).server()))
                .doesNotContain(bad);
    }

    /** Turned red by a choice that goes on by load or in turn. */
    @Test
    void whereNoneIsWellTheOneThatIsSoonestIsChosen() {
        Upstream upstream = upstream("ejection: {maxTime: 10m}", 3);
        for (AttemptPermit permit : List.of(acquire(upstream), acquire(upstream), acquire(upstream))) {
            boolean soon = permit.server().name().equals("10.0.0.2:80");
            upstream.coolDown(
                    permit.server(),
                    "m",
                    new AttemptFailure.Answered(
                            429, Api.OPENAI, Duration.ofSeconds(soon ? 100 : 400), null, ProviderRefusal.NONE));
            if (!soon) {
                permit.release();
            }
        }
        for (int i = 0; i < 6; i++) {
            assertThat(acquire(upstream).server().name()).isEqualTo("10.0.0.2:80");
        }
    }

    @Test
    void anotherAttemptGoesToAnotherServer() {
        Upstream upstream = upstream("", 3);
        ServerPreference preference = new ServerPreference("session");
        TreeSet<String> tried = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            AttemptPermit permit = Objects.requireNonNull(upstream.tryAcquire("m", preference));
            tried.add(permit.server().name());
            assertThat(permit.avoidServer()).isEqualTo(i < 2);
            permit.release();
        }
        assertThat(tried).hasSize(3);
        assertThat(upstream.tryAcquire("m", preference))
                .as("once all were tried, any")
                .isNotNull();
    }

    @Test
    void oneThatTakesNoConnectionIsPassedOver() {
        Upstream upstream = upstream("", 2);
        AttemptPermit permit = acquire(upstream);
        ModelServer dead = permit.server();
        assertThat(permit.passOver()).isTrue();
        assertThat(permit.server()).isNotSameAs(dead);
        assertThat(dead.inFlight()).isZero();
        assertThat(upstream.inFlight()).isOne();
        assertThat(permit.passOver()).as("there are no more").isFalse();
        permit.release();
        assertThat(upstream.inFlight()).isZero();
    }

    @Test
    void aSessionStaysWithItsServerAndFewMoveWhenTheirNumberChanges() {
        Upstream upstream = upstream("", 4);
        Map<String, ModelServer> before = placesOfSessions(upstream);
        assertThat(before.values().stream().distinct()).hasSize(4);
        upstream.serve(addresses(5));
        Map<String, ModelServer> after = placesOfSessions(upstream);
        assertThat(placesOfSessions(upstream)).isEqualTo(after);
        long moved = before.keySet().stream()
                .filter(key -> before.get(key) != after.get(key))
                .count();
        // a fifth of 1000 belongs to the new one, and nothing else moves; modulo hashing would move 800
        assertThat(moved).isBetween(120L, 280L);
        assertThat(after.entrySet().stream().filter(entry -> before.get(entry.getKey()) != entry.getValue()))
                .allMatch(entry -> entry.getValue().name().equals("10.0.0.5:80"));
    }

    @Test
    void aSessionGoesElsewhereWhileItsServerIsFull() {
        Upstream upstream = upstream("maxInFlight: 1", 2);
        ServerPreference session = new ServerPreference("s");
        AttemptPermit first = Objects.requireNonNull(upstream.tryAcquire("m", session));
        AttemptPermit second = Objects.requireNonNull(upstream.tryAcquire("m", session));
        assertThat(second.server()).isNotSameAs(first.server());
        second.release();
        first.release();
        assertThat(Objects.requireNonNull(upstream.tryAcquire("m", session)).server())
                .isSameAs(first.server());
    }

    /** Turned red by servers that are chosen among all that are known. */
    @Test
    void oneThatLeavesGetsNothingNewAndIsKnownUntilItIsEmpty() {
        Upstream upstream = upstream("", 2);
        AttemptPermit stream = acquire(upstream);
        ModelServer leaving = stream.server();
        upstream.serve(addresses(2).stream().filter(at -> !leaving.isAt(at)).toList());
        assertThat(IntStream.range(0, 10).mapToObj(_ -> acquire(upstream).server()))
                .doesNotContain(leaving);
        assertThat(upstream.inFlight()).as("its stream is counted").isEqualTo(11);
        upstream.serve(addresses(2));
        assertThat(acquire(upstream).server())
                .as("it has come back, and has the least")
                .isSameAs(leaving);
        upstream.serve(List.of());
        assertThat(upstream.servers().all()).contains(leaving);
        stream.release();
        assertThat(upstream.load("m").well()).isFalse();
    }

    @Test
    void whoeverWaitsGetsAServerThatComes() {
        Upstream upstream = upstream("maxInFlight: 1, queue: {size: 5}", 1);
        acquire(upstream);
        List<AttemptPermit> served = new ArrayList<>();
        upstream.enqueue(new QueuedRequest("k", ANY, served::add, _ -> {}));
        upstream.serve(addresses(2));
        assertThat(names(served)).containsExactly("10.0.0.2:80");
        assertThat(upstream.waiting()).isZero();
    }

    private static AttemptPermit acquire(Upstream upstream) {
        return Objects.requireNonNull(upstream.tryAcquire("m", ANY));
    }

    private static List<String> names(List<AttemptPermit> permits) {
        return permits.stream().map(permit -> permit.server().name()).sorted().toList();
    }

    private static Map<String, ModelServer> placesOfSessions(Upstream upstream) {
        Map<String, ModelServer> places = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            AttemptPermit permit =
                    Objects.requireNonNull(upstream.tryAcquire("m", new ServerPreference("session-" + i)));
            places.put("session-" + i, permit.server());
            permit.release();
        }
        return places;
    }

    private static List<InetSocketAddress> addresses(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + i), 80))
                .toList();
    }

    private static Upstream upstream(String settings, int servers) {
        String addresses = String.join(
                ",",
                addresses(servers).stream()
                        .map(at -> '"' + at.getAddress().getHostAddress() + '"')
                        .toList());
        String yaml = """
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "http://models.example/v1", addresses: [%s]%s}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(addresses, settings.isEmpty() ? "" : ", " + settings);
        return switch (RouterConfigReader.read(yaml.getBytes(UTF_8))) {
            case ConfigReading.Valid valid ->
                new Upstream(valid.config().providers().getFirst(), ProviderFiles.NONE);
            case ConfigReading.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }
}
