package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Ejection;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.Provider.Responses;
import dev.sluicegate.router.config.ServersRef;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.CooldownRule;
import dev.sluicegate.router.forward.target.UpstreamLoad;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A provider as the running router knows it. Safe for any thread. */
public final class Upstream {
    private final Provider config;
    private final Protocol protocol;
    private final Addressing addressing;
    private final ForwardedHeaders forwardedHeaders;
    private final ProviderFiles files;
    private final ModelServers servers;
    private final ConcurrencyLimiter limiter;
    private final Features features;
    private final RefusedFields refusedFields;
    private final AtomicLong keyRefusedAt = new AtomicLong(Long.MIN_VALUE);

    /** @param files the provider's, which somebody else refreshes */
    public Upstream(Provider config, ProviderFiles files) {
        this.config = config;
        this.protocol = Protocol.of(config.api());
        this.addressing = new Addressing(config, files);
        this.servers = new ModelServers(config, addressing.fixedAddresses());
        this.forwardedHeaders = new ForwardedHeaders(config.passThrough());
        this.files = files;
        this.limiter = new ConcurrencyLimiter(
                this,
                servers,
                config.maxInFlight() != null || config.slots() != null || config.serversRef() != null,
                config.queue().size());
        this.features = Features.of(config);
        this.refusedFields = new RefusedFields(features.refused());
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

    /** What of clients' headers goes there, and what of its own comes back. */
    public ForwardedHeaders forwardedHeaders() {
        return forwardedHeaders;
    }

    /** Null for a provider that wants no key. */
    @Nullable String key() {
        Credential credential = files.credential();
        return credential == null ? null : credential.value();
    }

    /** Whether it gets the key that the client has for it, and never one of the gateway's. */
    public boolean passesClientKey() {
        return config.passThrough().clientKey();
    }

    /** What the choice between this one and others is made by, for a request for {@code model}. */
    public UpstreamLoad load(String model) {
        return servers.load(model, System.nanoTime());
    }

    /** The time for which its models are still left alone, since it said so; the longest of its servers. */
    public Map<String, Duration> coolingDown() {
        long now = System.nanoTime();
        Map<String, Duration> left = new TreeMap<>();
        for (ModelServer server : servers.open()) {
            server.cooldowns()
                    .left(now)
                    .forEach((model, time) ->
                            left.merge(model, time, (one, other) -> one.compareTo(other) < 0 ? other : one));
        }
        return left;
    }

    /** A server's answer says whether others are to be asked first for a while. */
    public void coolDown(ModelServer server, String model, AttemptFailure.Answered answer) {
        Ejection times = config.ejection();
        if (passesClientKey()) {
            // it has spoken of that client's account, and there are others
            return;
        }
        CooldownRule.Cooldown cooldown = CooldownRule.of(answer, times.baseTime(), times.maxTime());
        if (cooldown != null && cooldown.whole()) {
            server.cooldowns().startWhole(cooldown.time(), System.nanoTime());
        } else if (cooldown != null) {
            server.cooldowns().start(model, cooldown.time(), System.nanoTime());
        }
    }

    /** A connection broke, or a time limit has passed: where there are others, they are asked first for a moment. */
    public void broke(ModelServer server, @Nullable SocketAddress remote) {
        if (servers.open().size() > 1) {
            server.unreachable();
        } else {
            server.addresses().failed(remote, System.nanoTime());
        }
    }

    /** Takes a place at one of its servers; null if none is free. */
    public @Nullable AttemptPermit tryAcquire(String model, ServerPreference preference) {
        ModelServer server = limiter.tryAcquire(model, preference);
        return server == null ? null : new AttemptPermit(this, server, model, preference);
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

    /** The health of the best of its servers. */
    public Ejector.Health health() {
        Ejector.Health best = Ejector.Health.EJECTED;
        for (ModelServer server : servers.open()) {
            Ejector.Health health = server.health();
            if (health == Ejector.Health.WELL) {
                return health;
            }
            best = health == Ejector.Health.PROBING ? health : best;
        }
        return best;
    }

    /** Its open servers are those at {@code addresses} from now on. The others get nothing new, and keep what they have. */
    public void serve(List<InetSocketAddress> addresses) {
        limiter.change(() -> servers.replace(addresses));
    }

    /** The object in the cluster whose pods are its servers; null if it names none. */
    public @Nullable ServersRef serversRef() {
        return config.serversRef();
    }

    /** Those that requests may go to. */
    public List<ModelServer> openServers() {
        return servers.open();
    }

    ModelServers servers() {
        return servers;
    }

    ConcurrencyLimiter limiter() {
        return limiter;
    }

    /**
     * What a server says of its slots. Others may use them too, so that we have what they leave.
     *
     * @param ours how many of the busy ones are ours
     */
    void slots(ModelServer server, ServerLoad.Slots slots, int ours) {
        int left = slots.total() - Math.max(0, slots.busy() - ours);
        Integer most = config.maxInFlight();
        limiter.change(() -> server.limit(most == null ? left : Math.min(most, left)));
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
