package dev.sluicegate.router.request;

/**
 * A list of stages while it is being made.
 *
 * @param <T> what is known of a request after the last of them
 */
final class StageList<T> {
    private final Stage<?, T> last;

    private StageList(Stage<?, T> last) {
        this.last = last;
    }

    static <T> StageList<T> from(Stage<?, T> first) {
        return new StageList<>(first);
    }

    <U> StageList<U> then(Stage<T, U> stage) {
        last.follow(stage);
        return new StageList<>(stage);
    }
}
