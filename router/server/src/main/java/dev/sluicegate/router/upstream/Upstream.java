package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Ejection;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.Provider.Responses;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.CooldownRule;
import dev.sluicegate.router.forward.target.UpstreamLoad;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A provider as the running router knows it. Safe for any thread. */
public final class Upstream {
    private final Provider config;
    private final Protocol protocol;
    private final Addressing addressing;
    private final ForwardedHeaders forwardedHeaders;
    private final ProviderFiles files;
    private final ConcurrencyLimiter limiter;
    private final Ejector ejector;
    private final Features features;
    private final RefusedFields refusedFields;
    private final Cooldowns cooldowns = new Cooldowns();
    private final Addresses addresses;
    private final AtomicLong keyRefusedAt = new AtomicLong(Long.MIN_VALUE);
    private volatile double pressure;

    /** @param files the provider's, which somebody else refreshes */
    public Upstream(Provider config, ProviderFiles files) {
        this.config = config;
        this.protocol = Protocol.of(config.api());
        this.addressing = new Addressing(config, files.tls());
        this.addresses = new Addresses(addressing.fixedAddresses(), System.nanoTime());
        this.forwardedHeaders = new ForwardedHeaders(config.passThrough());
        this.files = files;
        this.limiter = new ConcurrencyLimiter(
                this,
                // one until it has said how many slots it has
                config.slots() == null ? config.maxInFlight() : Integer.valueOf(1),
                config.queue().size());
        this.features = Features.of(config);
        this.refusedFields = new RefusedFields(features.refused());
        this.ejector = new Ejector(config.name(), config.ejection(), Clock.systemUTC());
    }

    public String name() {
        return config.name();
    }

    public Protocol protocol() {
        return protocol;
    }

    /** What this provider is asked when a client asks for {@code asked}; null if there is nothing that would do. */
    public @Nullable Operation serves(Operation asked) {
        return asked == Operation.RESPONSES && config.responses() == Responses.CHAT
                ? Operation.CHAT
                : asked.at(config.api());
    }

    /** What it understands. */
    public Features features() {
        return features;
    }

    /** What is known of the fields that it does not take. */
    public RefusedFields refusedFields() {
        return refusedFields;
    }

    public Provider.Timeouts timeouts() {
        return config.timeouts();
    }

    public Addressing addressing() {
        return addressing;
    }

    /** What its name leads to. */
    public Addresses addresses() {
        return addresses;
    }

    /** What of clients' headers goes there, and what of its own comes back. */
    public ForwardedHeaders forwardedHeaders() {
        return forwardedHeaders;
    }

    /** Null for a provider that wants no key. */
    @Nullable String key() {
        Credential credential = files.credential();
        return credential == null ? null : credential.value();
    }

    /** What the choice between this one and others is made by, for a request for {@code model}. */
    public UpstreamLoad load(String model) {
        boolean well = ejector.isWell() && (cooldowns.isEmpty() || !cooldowns.holds(model, System.nanoTime()));
        return new UpstreamLoad(limiter.taken(), limiter.room(), pressure, well);
    }

    /** Which of its models are left alone for a while, since they said so. */
    public Cooldowns cooldowns() {
        return cooldowns;
    }

    /** An answer says whether others are to be asked first for a while. */
    public void coolDown(String model, AttemptFailure.Answered answer) {
        Ejection times = config.ejection();
        CooldownRule.Cooldown cooldown = CooldownRule.of(answer, times.baseTime(), times.maxTime());
        if (cooldown != null && cooldown.whole()) {
            cooldowns.startWhole(cooldown.time(), System.nanoTime());
        } else if (cooldown != null) {
            cooldowns.start(model, cooldown.time(), System.nanoTime());
        }
    }

    /** No connection came about: others are asked first for a moment, however many answers have come before, which ejection weighs. */
    public void unreachable() {
        cooldowns.startWhole(Addresses.FIRST_PAUSE, System.nanoTime());
    }

    /** Takes one of the places that {@code maxInFlight} and the slots leave; each one taken must be given back once. */
    public boolean tryAcquire() {
        return limiter.tryAcquire();
    }

    public void release() {
        limiter.release();
    }

    /** Waits for a place; false if the queue is full. */
    public boolean enqueue(QueuedRequest request) {
        return limiter.enqueue(request);
    }

    /** Whoever waits no longer must say so, also when it has got a place. */
    public void dequeue(QueuedRequest request) {
        limiter.dequeue(request);
    }

    /** How long a request may wait for a place. */
    public Duration queueTimeout() {
        return config.queue().timeout();
    }

    /** Whether requests may wait at all. */
    public boolean hasQueue() {
        return config.queue().size() > 0;
    }

    public Ejector.Health health() {
        return ejector.health();
    }

    Ejector ejector() {
        return ejector;
    }

    ConcurrencyLimiter limiter() {
        return limiter;
    }

    /** What weighs on the provider beside this router's own requests, in requests. */
    void pressure(double requests) {
        pressure = requests;
    }

    /**
     * What the provider says of its slots. Others may use them too, so that we have what they leave.
     *
     * @param ours how many of the busy ones are ours
     */
    void slots(ServerLoad.Slots slots, int ours) {
        int left = slots.total() - Math.max(0, slots.busy() - ours);
        Integer most = config.maxInFlight();
        limiter.limit(most == null ? left : Math.min(most, left));
    }

    Provider config() {
        return config;
    }

    /** Whether it is time to say that the provider refuses our key: once a minute. */
    public boolean maySayKeyRefused(long nanoTime) {
        long last = keyRefusedAt.get();
        return (last == Long.MIN_VALUE
                        || nanoTime - last > Duration.ofMinutes(1).toNanos())
                && keyRefusedAt.compareAndSet(last, nanoTime);
    }

    public int inFlight() {
        return limiter.taken();
    }

    /** How many requests wait for a place. */
    public int waiting() {
        return limiter.waiting();
    }
}
