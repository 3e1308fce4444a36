package dev.sluicegate.router.upstream;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that a provider's name leads to, which take turns on all event loops. One that failed is passed over as long as there is another;
 * after a pause, which doubles, one request tries it. Times are nanoseconds of a clock that only goes forward. Safe for any thread.
 */
public final class Addresses {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** The name server's own times are kept by the resolver; this is how soon a change is seen after them. */
    static final Duration LOOKUP_INTERVAL = Duration.ofSeconds(10);
    /** As many as one name may have; the rest is left out. */
    static final int MOST = 64;

    private static final class Address {
        private final InetAddress ip;
        private final SocketAddress server;
        /** Zero while it is well. */
        private volatile long pause;

        private final AtomicLong pausedUntil = new AtomicLong();

        Address(InetSocketAddress at) {
            this.ip = at.getAddress();
            // without its name, which would be looked up once more
            this.server = SocketAddress.inetSocketAddress(at.getPort(), ip.getHostAddress());
        }

        boolean isHealthy() {
            return pause == 0;
        }

        /** Whether its pause is over, and nobody else is trying it. */
        boolean mayBeTried(long now) {
            long until = pausedUntil.get();
            return now - until >= 0 && pausedUntil.compareAndSet(until, now + pause);
        }
    }

    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong nextLookup;
    /** Whether the config names them, so that there is nothing to look up. */
    private final boolean fixed;

    private volatile List<Address> all;
    private volatile boolean known;

    /** @param fixed in place of what the name leads to; none if that is to be looked up */
    Addresses(List<InetSocketAddress> fixed, long now) {
        this.nextLookup = new AtomicLong(now);
        this.fixed = !fixed.isEmpty();
        this.all = fixed.stream().map(Address::new).toList();
    }

    boolean isFixed() {
        return fixed;
    }

    int size() {
        return all.size();
    }

    /** Whether the name has been looked up. */
    boolean isKnown() {
        return known;
    }

    /** Whether it is time to look the name up. If so, it is not for a while afterwards. */
    boolean mayLookUp(long now) {
        long at = nextLookup.get();
        return now - at >= 0 && nextLookup.compareAndSet(at, now + LOOKUP_INTERVAL.toNanos());
    }

    /**
     * What the name leads to now; an address that has been there before keeps its state. All are of the first one's family: a machine may have
     * no way to the other.
     */
    synchronized void found(List<InetAddress> found, int port) {
        List<Address> next = new ArrayList<>();
        for (InetAddress ip : found) {
            if (ip.getClass() == found.getFirst().getClass() && next.size() < MOST && at(next, ip) == null) {
                Address before = at(all, ip);
                next.add(before == null ? new Address(new InetSocketAddress(ip, port)) : before);
            }
        }
        all = List.copyOf(next);
        known = true;
    }

    /**
     * The address for the next connection; null where there is nothing to choose, and the name does.
     *
     * @param tried those that this request has tried
     */
    @Nullable SocketAddress next(Set<SocketAddress> tried, long now) {
        List<Address> from = all;
        int size = from.size();
        if (size < 2 && !fixed) {
            return null;
        }
        int first = Math.floorMod(turn.getAndIncrement(), size);
        Address soonest = null;
        for (int i = 0; i < size; i++) {
            Address each = from.get((first + i) % size);
            if (tried.contains(each.server)) {
                continue;
            }
            if (each.isHealthy() || each.mayBeTried(now)) {
                return each.server;
            }
            if (soonest == null || each.pausedUntil.get() - soonest.pausedUntil.get() < 0) {
                soonest = each;
            }
        }
        return soonest == null ? null : soonest.server;
    }

    /** Nothing good came from there. */
    public void failed(@Nullable SocketAddress server, long now) {
        Address address = find(server);
        if (address != null) {
            long next = Math.clamp(2 * address.pause, FIRST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos());
            address.pausedUntil.set(now + next);
            address.pause = next;
        }
    }

    /** An answer came from there. */
    public void answered(@Nullable SocketAddress server) {
        Address address = find(server);
        if (address != null && !address.isHealthy()) {
            address.pause = 0;
        }
    }

    private @Nullable Address find(@Nullable SocketAddress server) {
        List<Address> from = all;
        if (from.size() < 2 || server == null) {
            return null;
        }
        String ip = server.hostAddress();
        for (Address each : from) {
            if (each.server.port() == server.port() && each.ip.getHostAddress().equals(ip)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Address at(List<Address> in, InetAddress ip) {
        return in.stream().filter(each -> each.ip.equals(ip)).findFirst().orElse(null);
    }
}
