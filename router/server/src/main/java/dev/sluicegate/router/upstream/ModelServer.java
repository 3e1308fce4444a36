package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.forward.target.UpstreamLoad;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One server of a provider, with all that is known of it: what it has in flight, its health, its load. A provider that is a name has one,
 * whatever addresses the name leads to: they belong to one service. Safe for any thread.
 */
public final class ModelServer {
    private final String name;
    /** Null where the provider's name leads to it. */
    private final @Nullable InetSocketAddress at;

    private final Addresses addresses;
    private final Ejector ejector;
    private final Cooldowns cooldowns = new Cooldowns();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int most;
    private volatile double pressure;

    ModelServer(Provider provider, @Nullable InetSocketAddress at) {
        this.at = at;
        this.name = at == null ? "" : text(at);
        this.addresses = new Addresses(at == null ? List.of() : List.of(at), System.nanoTime());
        this.ejector = new Ejector(
                at == null ? provider.name() : provider.name() + " at " + name, provider.ejection(), System::nanoTime);
        Integer wish = provider.maxInFlight();
        // one until it has said how many slots it has
        this.most = provider.slots() != null ? 1 : wish == null ? UpstreamLoad.UNLIMITED : wish;
    }

    private static String text(InetSocketAddress at) {
        String ip = at.getAddress().getHostAddress();
        return ip.indexOf(':') >= 0 ? "[" + ip + "]:" + at.getPort() : ip + ":" + at.getPort();
    }

    /** Its address, the same in each pod; empty where the provider's name leads to it. */
    public String name() {
        return name;
    }

    boolean isAt(InetSocketAddress address) {
        return address.equals(at);
    }

    /** Where to connect to in place of what the provider's name leads to; null if there is no such address. */
    @Nullable SocketAddress fixedAddress() {
        return at == null
                ? null
                : SocketAddress.inetSocketAddress(at.getPort(), at.getAddress().getHostAddress());
    }

    /** An answer came from there. */
    public void answered(@Nullable SocketAddress remote) {
        addresses.answered(remote);
    }

    Addresses addresses() {
        return addresses;
    }

    Ejector ejector() {
        return ejector;
    }

    public Ejector.Health health() {
        return ejector.health();
    }

    Cooldowns cooldowns() {
        return cooldowns;
    }

    /** Whether it may be chosen for a model before others that may not. */
    boolean isHealthy(String model, long now) {
        return ejector.isHealthy() && (cooldowns.isEmpty() || !cooldowns.holds(model, now));
    }

    /** How long, in nanoseconds, others are still to be chosen before it, as far as that is known. */
    long leftAlone(String model, long now) {
        return Math.max(ejector.nanosLeft(), cooldowns.nanosLeft(model, now));
    }

    /** Nothing good came from there: others are asked first for a moment, however many answers have come before, which ejection weighs. */
    public void unreachable() {
        cooldowns.startWhole(Addresses.FIRST_PAUSE, System.nanoTime());
    }

    void take() {
        inFlight.incrementAndGet();
    }

    void giveBack() {
        inFlight.decrementAndGet();
    }

    public int inFlight() {
        return inFlight.get();
    }

    void limit(int places) {
        most = places;
    }

    /** How many more requests it may be sent; less than 1 if it is full. */
    int room() {
        int places = most;
        return places == UpstreamLoad.UNLIMITED ? places : places - inFlight.get();
    }

    void pressure(double requests) {
        pressure = requests;
    }

    /** What weighs on it beside this router's own requests, in requests. */
    double pressure() {
        return pressure;
    }
}
