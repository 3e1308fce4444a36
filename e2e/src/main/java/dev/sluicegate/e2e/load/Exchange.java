package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.oracle.Failure;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.provider.Directive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and what has come back of it so far. Confined to the thread or event loop that carries it. */
final class Exchange {
    private final Directive directive;
    private final boolean streamed;
    private final ClientKind client;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final List<Integer> events = new ArrayList<>();
    private String connection = "none";
    private int status;
    private boolean terminated;
    private @Nullable Failure failure;

    Exchange(Directive directive, boolean streamed, ClientKind client) {
        this.directive = directive;
        this.streamed = streamed;
        this.client = client;
    }

    Directive directive() {
        return directive;
    }

    boolean streamed() {
        return streamed;
    }

    ClientKind client() {
        return client;
    }

    void through(String name) {
        connection = name;
    }

    void answered(int code) {
        status = code;
    }

    void terminated() {
        terminated = true;
    }

    boolean failed() {
        return failure != null;
    }

    /** The first failure counts: what follows it is its consequence. */
    void fail(Failure.Kind kind, String text) {
        if (failure == null) {
            failure = new Failure(kind, text);
        }
    }

    /** Takes in text of the answer: whole tokens, each followed by a space. */
    void text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String token : text.stripTrailing().split(" ", -1)) {
            events.add(number(token));
        }
    }

    private int number(String token) {
        String prefix = directive.id() + ":";
        try {
            return token.startsWith(prefix) ? Integer.parseInt(token.substring(prefix.length())) : Observation.FOREIGN;
        } catch (NumberFormatException e) {
            return Observation.FOREIGN;
        }
    }

    /** The time that the whole answer takes if nothing delays it. */
    Duration expected() {
        return Duration.ofMillis(directive.firstMs() + (long) directive.tokens() * directive.paceMs());
    }

    Observation observation() {
        return new Observation(
                directive.id(),
                client.label(),
                streamed,
                directive.tokens(),
                status,
                events,
                terminated,
                failure,
                connection,
                startedAt,
                Duration.ofNanos(System.nanoTime() - startedNanos));
    }
}
