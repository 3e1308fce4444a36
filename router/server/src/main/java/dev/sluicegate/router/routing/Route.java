package dev.sluicegate.router.routing;

import dev.sluicegate.router.config.RouterConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The targets of one model, and how one of them is drawn. Immutable; safe for any thread. */
public final class Route {
    private final List<Target> targets;
    private final int totalWeight;

    private Route(List<Target> targets) {
        this.targets = targets;
        this.totalWeight = targets.stream().mapToInt(Target::weight).sum();
    }

    static Route of(RouterConfig.Model model, Map<String, RouterConfig.Provider> providers) {
        return new Route(model.targets().stream()
                .map(target -> new Target(
                        Objects.requireNonNull(providers.get(target.provider())), target.model(), target.weight()))
                .toList());
    }

    /**
     * Draws a target by weight; one with weight 0 is never drawn.
     *
     * @param random not kept
     */
    public Target choose(RandomGenerator random) {
        int ticket = targets.size() == 1 ? 0 : random.nextInt(totalWeight);
        for (Target target : targets) {
            ticket -= target.weight();
            if (ticket < 0) {
                return target;
            }
        }
        throw new IllegalStateException("the validated config gives every model a target with a weight");
    }

    /**
     * @param model the model's name at the provider; null where it is the client's own word
     * @param weight against the other targets' of the route
     */
    public record Target(
            RouterConfig.Provider provider, @Nullable String model, int weight) {}
}
