package dev.sluicegate.router.forward.target;

import dev.sluicegate.router.config.Model;
import dev.sluicegate.router.config.Model.Affinity;
import dev.sluicegate.router.config.Model.Balance;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Retry;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.config.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The targets of one model, and how they are used. Immutable once its table is built; safe for any thread. */
public final class Route {
    private final String model;
    private final List<Target> targets;
    private final Balance balance;
    private final Retry retry;
    private final @Nullable Affinity affinity;
    private final @Nullable Duration hedgeAfter;
    private final Unsupported unsupported;
    private final CacheMarks cacheMarks;
    private List<Route> fallbacks = List.of();
    private Map<ProviderRefusal, List<Route>> ownFallbacks = Map.of();

    private Route(
            String model,
            List<Target> targets,
            Balance balance,
            Retry retry,
            @Nullable Affinity affinity,
            @Nullable Duration hedgeAfter,
            Unsupported unsupported,
            CacheMarks cacheMarks) {
        this.model = model;
        this.unsupported = unsupported;
        this.cacheMarks = cacheMarks;
        this.targets = List.copyOf(targets);
        this.balance = balance;
        this.retry = retry;
        this.affinity = affinity;
        this.hedgeAfter = hedgeAfter;
    }

    static Route of(Model model, Map<String, Provider> providers) {
        return new Route(
                model.name(),
                model.targets().stream()
                        .map(target -> new Target(
                                Objects.requireNonNull(providers.get(target.provider())),
                                target.model(),
                                target.weight()))
                        .toList(),
                model.balance(),
                model.retry(),
                model.affinity(),
                model.hedge() == null ? null : model.hedge().after(),
                model.unsupported(),
                model.cacheMarks());
    }

    /** While the table is built: fallbacks may form a circle. */
    void fallBackTo(List<Route> routes, Map<ProviderRefusal, List<Route>> own) {
        fallbacks = List.copyOf(routes);
        ownFallbacks = Map.copyOf(own);
    }

    /** The model's own name, not an alias. */
    public String model() {
        return model;
    }

    /** What becomes of hints and tuning that a provider has no counterpart for. */
    public Unsupported unsupported() {
        return unsupported;
    }

    public CacheMarks cacheMarks() {
        return cacheMarks;
    }

    public List<Target> targets() {
        return targets;
    }

    public Balance balance() {
        return balance;
    }

    public Retry retry() {
        return retry;
    }

    /** The models to go on with when no target of this one serves; theirs are not followed. */
    public List<Route> fallbacks() {
        return fallbacks;
    }

    /** The models to go on with when a provider refuses what is asked; empty if its answer is the client's. */
    public List<Route> fallbacks(ProviderRefusal refusal) {
        return ownFallbacks.getOrDefault(refusal, List.of());
    }

    /** All models that may serve in this one's place. */
    public Stream<Route> allFallbacks() {
        return Stream.concat(fallbacks.stream(), ownFallbacks.values().stream().flatMap(List::stream));
    }

    /** Null if requests may go to any target. */
    public @Nullable Affinity affinity() {
        return affinity;
    }

    /** When a second attempt may start beside the first; null is never. */
    public @Nullable Duration hedgeAfter() {
        return hedgeAfter;
    }

    /**
     * @param model the model's name at the provider; null where it is the client's own word
     * @param weight against the other targets' of the route; 0 takes no request
     */
    public record Target(Provider provider, @Nullable String model, int weight) {}
}
