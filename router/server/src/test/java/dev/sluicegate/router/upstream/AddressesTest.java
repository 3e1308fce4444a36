package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Addresses of one name: in turn, without the dead, which are tried again one request at a time. */
class AddressesTest {
    private static final int PORT = 8000;

    private final Addresses addresses = new Addresses(List.of(), 0);
    private long now;

    @Test
    void oneAddressIsTheNamesOwnBusiness() throws Exception {
        assertThat(next()).isNull();
        found("10.0.0.1");
        assertThat(addresses.isKnown()).isTrue();
        assertThat(next()).isNull();
        found("10.0.0.1", "::1");
        assertThat(next()).as("a machine may have no way to the other family").isNull();
    }

    @Test
    void theyTakeTurns() throws Exception {
        found("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(picks(3)).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(List.of(next(), next(), next())).doesNotHaveDuplicates();
    }

    @Test
    void oneThatFailedIsPassedOverAndThenTriedByOne() throws Exception {
        found("10.0.0.1", "10.0.0.2");
        fail("10.0.0.1");
        assertThat(picks(10)).containsExactly("10.0.0.2");
        pass(Addresses.FIRST_PAUSE);
        assertThat(IntStream.range(0, 10).filter(_ -> "10.0.0.1".equals(next())).count())
                .as("only one request pays for finding out")
                .isOne();
        fail("10.0.0.1");
        pass(Addresses.FIRST_PAUSE);
        assertThat(picks(10)).as("the pause has doubled").containsExactly("10.0.0.2");
        pass(Addresses.FIRST_PAUSE);
        assertThat(picks(2)).contains("10.0.0.1");
        addresses.answered(at("10.0.0.1"));
        assertThat(picks(2)).as("well again").containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void whenAllAreDeadTheOneThatIsTriedSoonestIsAsked() throws Exception {
        found("10.0.0.1", "10.0.0.2");
        fail("10.0.0.2");
        pass(Duration.ofMillis(1));
        fail("10.0.0.1");
        assertThat(picks(4)).containsExactly("10.0.0.2");
    }

    @Test
    void aRequestGoesToEachOnce() throws Exception {
        found("10.0.0.1", "10.0.0.2");
        Set<SocketAddress> tried = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            SocketAddress next = addresses.next(tried, now);
            assertThat(next).isNotNull();
            assertThat(tried.add(next)).isTrue();
        }
        assertThat(addresses.next(tried, now)).isNull();
    }

    @Test
    void whatIsFoundAnewKeepsItsState() throws Exception {
        found("10.0.0.1", "10.0.0.2");
        fail("10.0.0.1");
        assertThat(addresses.mayLookUp(now)).isTrue();
        assertThat(addresses.mayLookUp(now)).as("once for all").isFalse();
        found("10.0.0.3", "10.0.0.1");
        assertThat(picks(4)).containsExactly("10.0.0.3");
        pass(Addresses.LOOKUP_INTERVAL);
        assertThat(addresses.mayLookUp(now)).isTrue();
    }

    private void found(String... ips) throws Exception {
        InetAddress[] all = new InetAddress[ips.length];
        for (int i = 0; i < ips.length; i++) {
            all[i] = InetAddress.ofLiteral(ips[i]);
        }
        addresses.found(List.of(all), PORT);
    }

    private void fail(String ip) {
        addresses.failed(at(ip), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static SocketAddress at(String ip) {
        return SocketAddress.inetSocketAddress(PORT, ip);
    }

    private @Nullable String next() {
        SocketAddress next = addresses.next(Set.of(), now);
        return next == null ? null : next.hostAddress();
    }

    private Set<String> picks(int count) {
        Set<String> picks = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            picks.add(String.valueOf(next()));
        }
        return picks;
    }
}
