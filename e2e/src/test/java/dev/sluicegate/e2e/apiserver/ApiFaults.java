package dev.sluicegate.e2e.apiserver;

/** What happens to the operator's requests. Its methods are called by many threads, and may wait: then the operator waits too. */
public interface ApiFaults {
    /** None at all. */
    ApiFaults NONE = _ -> new Fate.Passed();

    /** The fate of a request that has come. */
    Fate fate(ApiCall call);

    /** The API server has answered, and the operator does not know it yet. */
    default void answered(ApiCall call, int status) {}

    /** What becomes of an event of a watch. */
    default Delivery delivery(ApiCall watch, String event) {
        return Delivery.DELIVERED;
    }

    /** The fate of an event. */
    enum Delivery {
        DELIVERED,
        /** It is lost, and its watch ends. The operator goes on from the last event that it has seen. */
        LAST_LOST
    }
}
