package dev.sluicegate.e2e.provider;

/**
 * The number of times that the provider saw one id.
 *
 * @param count requests that arrived
 * @param completed answers that were written to their end
 * @param cancelled answers whose reader went away first
 */
public record Sighting(int count, int completed, int cancelled) {
    static final Sighting NONE = new Sighting(0, 0, 0);

    Sighting plus(Sighting other) {
        return new Sighting(count + other.count, completed + other.completed, cancelled + other.cancelled);
    }
}
