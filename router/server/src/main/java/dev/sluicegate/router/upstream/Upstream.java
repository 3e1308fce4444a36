package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Responses;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider as the running router knows it. Safe for any thread. */
public final class Upstream {
    private final RouterConfig.Provider config;
    private final Protocol protocol;
    private final Addressing addressing;
    private final @Nullable Credential credential;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** @param credential null for a provider that wants none */
    public Upstream(RouterConfig.Provider config, @Nullable Credential credential) {
        this.config = config;
        this.protocol = Protocol.of(config.api());
        this.addressing = new Addressing(config);
        this.credential = credential;
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

    public RouterConfig.Timeouts timeouts() {
        return config.timeouts();
    }

    public Addressing addressing() {
        return addressing;
    }

    /** Null for a provider that wants no key. */
    @Nullable String key() {
        return credential == null ? null : credential.value();
    }

    /** Takes one of the places that {@code maxInFlight} leaves; each one taken must be given back once. */
    public boolean enter() {
        Integer most = config.maxInFlight();
        if (inFlight.incrementAndGet() > (most == null ? Integer.MAX_VALUE : most)) {
            inFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    public void leave() {
        inFlight.decrementAndGet();
    }

    public int inFlight() {
        return inFlight.get();
    }
}
