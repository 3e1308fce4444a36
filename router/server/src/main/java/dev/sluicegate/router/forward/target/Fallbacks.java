package dev.sluicegate.router.forward.target;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models that a request goes on with, one after the other, when the one that was asked for does not serve it. Not thread-safe. */
final class Fallbacks {
    private final Route asked;
    private List<Route> models;
    /** The refusal for which these models are; NONE if they are for any other failure. */
    private ProviderRefusal reason = ProviderRefusal.NONE;

    private int next;

    /** @param asked the route of the model that the client has asked for, which alone says what follows it */
    Fallbacks(Route asked) {
        this.asked = asked;
        this.models = asked.fallbacks();
    }

    /** The refusal of the request itself, if there are models to go on with for that: no further attempt at this one could mend it. */
    ProviderRefusal refusal(AttemptFailure failure) {
        ProviderRefusal refusal = switch (failure) {
            case AttemptFailure.Answered answer -> answer.refusal();
            case AttemptFailure.NoAnswer _, AttemptFailure.Unsupported _ -> ProviderRefusal.NONE;
        };
        return asked.fallbacks(refusal).isEmpty() ? ProviderRefusal.NONE : refusal;
    }

    /** The next model for this refusal; null if none is left. Only one refusal's models are gone through, so that there is an end. */
    @Nullable Route next(ProviderRefusal refused) {
        if (reason == ProviderRefusal.NONE) {
            models = asked.fallbacks(refused);
            next = 0;
            reason = refused;
        }
        return reason == refused ? next() : null;
    }

    /** The next model; null if none is left. */
    @Nullable Route next() {
        return next < models.size() ? models.get(next++) : null;
    }

    Stream<Route> left() {
        return models.stream().skip(next);
    }
}
