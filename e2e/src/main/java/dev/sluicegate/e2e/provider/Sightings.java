package dev.sluicegate.e2e.provider;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests that the provider saw since it was last reset. Safe for any thread. */
final class Sightings {
    private static final Sighting ARRIVED = new Sighting(1, 0, 0);
    private static final Sighting COMPLETED = new Sighting(0, 1, 0);
    private static final Sighting CANCELLED = new Sighting(0, 0, 1);

    private final Map<String, Sighting> byId = new ConcurrentHashMap<>();
    private final Set<String> credentials = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();

    void arrived(Directive directive) {
        inFlight.incrementAndGet();
        add(directive, ARRIVED);
    }

    void completed(Directive directive) {
        inFlight.decrementAndGet();
        add(directive, COMPLETED);
    }

    void cancelled(Directive directive) {
        inFlight.decrementAndGet();
        add(directive, CANCELLED);
    }

    private void add(Directive directive, Sighting sighting) {
        if (directive.counted()) {
            byId.merge(directive.id(), sighting, Sighting::plus);
        }
    }

    /** @param credential a header's value, as it came */
    void presented(String credential) {
        credentials.add(credential);
    }

    Set<String> credentials() {
        return new TreeSet<>(credentials);
    }

    int inFlight() {
        return inFlight.get();
    }

    Map<String, Sighting> all() {
        return new TreeMap<>(byId);
    }

    void reset() {
        byId.clear();
        credentials.clear();
    }
}
