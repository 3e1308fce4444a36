package dev.sluicegate.router.forward.target;

import dev.sluicegate.router.config.Model;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table of the targets that stand behind each name which a client may ask for. Immutable; safe for any thread. */
public final class RoutingTable {
    private final List<String> names;
    private final List<String> namesAndAliases;
    private final Map<String, Route> routes;

    private RoutingTable(List<String> names, List<String> namesAndAliases, Map<String, Route> routes) {
        this.names = List.copyOf(names);
        this.namesAndAliases = List.copyOf(namesAndAliases);
        this.routes = Map.copyOf(routes);
    }

    /** @param config one that {@code RouterConfigReader} found valid */
    public static RoutingTable of(RouterConfig config) {
        Map<String, Provider> providers = new HashMap<>();
        config.providers().forEach(provider -> providers.put(provider.name(), provider));
        Map<String, Route> routes = new HashMap<>();
        List<String> namesAndAliases = new ArrayList<>();
        for (Model model : config.models()) {
            Route route = Route.of(model, providers);
            routes.put(model.name(), route);
            namesAndAliases.add(model.name());
            namesAndAliases.addAll(model.aliases());
            model.aliases().forEach(alias -> routes.put(alias, route));
        }
        for (Model model : config.models()) {
            Objects.requireNonNull(routes.get(model.name()))
                    .fallBackTo(
                            named(model.fallbacks(), routes),
                            Map.of(
                                    ProviderRefusal.CONTEXT,
                                    named(model.contextFallbacks(), routes),
                                    ProviderRefusal.POLICY,
                                    named(model.policyFallbacks(), routes)));
        }
        return new RoutingTable(config.models().stream().map(Model::name).toList(), namesAndAliases, routes);
    }

    private static List<Route> named(List<String> names, Map<String, Route> routes) {
        return names.stream()
                .map(name -> Objects.requireNonNull(routes.get(name)))
                .toList();
    }

    /** The route of a model's name or alias; null if there is none. */
    public @Nullable Route route(String model) {
        return routes.get(model);
    }

    /** The models' own names, in the config's order. */
    public List<String> names() {
        return names;
    }

    /** Everything that a client may ask for: each model's own name, and its aliases after it. */
    public List<String> namesAndAliases() {
        return namesAndAliases;
    }
}
