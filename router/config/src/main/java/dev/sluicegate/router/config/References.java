package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked.Checks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What refers to what in a config: names that must be unique, and that must be there. */
final class References {
    private final Checks checks;
    /** The paths of models' names and aliases. */
    private final Map<String, String> modelNames = new HashMap<>();

    private final Set<String> providerNames = new HashSet<>();
    /** Those that get the clients' own keys. */
    private final Set<String> clientKeyProviders = new HashSet<>();

    private References(Checks checks) {
        this.checks = checks;
    }

    static void check(List<Provider> providers, List<Model> models, List<Price> prices, Checks checks) {
        References references = new References(checks);
        references.providers(providers);
        references.models(models);
        references.prices(prices);
    }

    private void providers(List<Provider> providers) {
        checks.require(
                !providers.isEmpty(),
                "providers",
                "no providers configured; write at least one with name, api and baseUrl");
        for (int i = 0; i < providers.size(); i++) {
            if (providers.get(i).passThrough().clientKey()) {
                clientKeyProviders.add(providers.get(i).name());
            }
            checks.unique(
                    "providers[" + i + "].name",
                    providers.get(i).name(),
                    providerNames,
                    "is the name of an earlier provider; give each its own");
        }
    }

    private void models(List<Model> models) {
        checks.require(!models.isEmpty(), "models", "no models configured; write at least one with name and targets");
        for (int i = 0; i < models.size(); i++) {
            String path = "models[" + i + "]";
            Model model = models.get(i);
            name(path + ".name", model.name());
            for (int a = 0; a < model.aliases().size(); a++) {
                name(path + ".aliases[" + a + "]", model.aliases().get(a));
            }
            for (int t = 0; t < model.targets().size(); t++) {
                provider(
                        path + ".targets[" + t + "].provider",
                        model.targets().get(t).provider());
            }
        }
        for (int i = 0; i < models.size(); i++) {
            String path = "models[" + i + "].";
            models.get(i).allFallbacks().forEach((field, names) -> fallbacks(path + field, names));
            oneClientKey("models[" + i + "]", models.get(i), models);
        }
    }

    /** A client has one key in a request, which must not reach a second provider by a fallback. */
    private void oneClientKey(String path, Model model, List<Model> models) {
        Set<String> reached = new TreeSet<>();
        Set<String> fallbacks = new HashSet<>();
        model.allFallbacks().values().forEach(fallbacks::addAll);
        for (Model each : models) {
            boolean isReached = each.equals(model)
                    || fallbacks.contains(each.name())
                    || each.aliases().stream().anyMatch(fallbacks::contains);
            if (isReached) {
                each.targets().stream()
                        .map(Model.Target::provider)
                        .filter(clientKeyProviders::contains)
                        .forEach(reached::add);
            }
        }
        checks.require(
                reached.size() < 2,
                path,
                "would send the client's key to the providers " + String.join(" and ", reached)
                        + ", and it is a key for one of them only; leave the other out of its targets and fallbacks");
    }

    private void fallbacks(String path, List<String> names) {
        for (int f = 0; f < names.size(); f++) {
            String fallback = names.get(f);
            checks.require(
                    modelNames.containsKey(fallback),
                    path + "[" + f + "]",
                    "there is no model '" + fallback + "'" + Spelling.question(fallback, modelNames.keySet())
                            + "; add it to models or correct the name");
        }
    }

    private void name(String path, String name) {
        String before = modelNames.putIfAbsent(name, path);
        checks.require(
                before == null,
                path,
                "'" + name + "' stands at " + before + " already; a name or alias can mean one model only");
    }

    private void provider(String path, String name) {
        checks.require(
                providerNames.contains(name),
                path,
                "there is no provider '" + name + "'" + Spelling.question(name, providerNames)
                        + "; add it to providers or correct the name");
    }

    private void prices(List<Price> prices) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < prices.size(); i++) {
            Price price = prices.get(i);
            if (price.provider() != null) {
                provider("prices[" + i + "].provider", price.provider());
            }
            checks.require(
                    seen.add(price.model() + "\n" + price.provider()),
                    "prices[" + i + "]",
                    "the price of '" + price.model() + "' stands there already; write it once");
        }
    }
}
