package dev.sluicegate.router.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what is wrong with models. */
final class ModelRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._:/@]{0,127}");

    private final Checks checks;
    private final Set<String> providers;
    private final Map<String, String> taken = new HashMap<>();

    private ModelRules(Set<String> providers, Checks checks) {
        this.providers = providers;
        this.checks = checks;
    }

    static void check(List<RouterConfig.Model> models, Set<String> providers, Checks checks) {
        if (models.isEmpty()) {
            checks.error("models", "no models configured; write at least one with name and targets");
        }
        ModelRules rules = new ModelRules(providers, checks);
        for (int i = 0; i < models.size(); i++) {
            rules.model("models[" + i + "]", models.get(i));
        }
        for (int i = 0; i < models.size(); i++) {
            rules.fallbacks("models[" + i + "].fallbacks", models.get(i));
        }
    }

    private void model(String path, RouterConfig.Model model) {
        if (checks.required(path + ".name", model.name())) {
            name(path + ".name", model.name());
        }
        for (int a = 0; a < model.aliases().size(); a++) {
            name(path + ".aliases[" + a + "]", model.aliases().get(a));
        }
        targets(path + ".targets", model.targets());
        Retry retry = model.retry();
        checks.range(path + ".retry.attempts", retry.attempts(), 0, 20);
        checks.duration(path + ".retry.backoff", retry.backoff(), Duration.ZERO);
        checks.duration(path + ".retry.maxBackoff", retry.maxBackoff(), Duration.ZERO);
        checks.duration(path + ".retry.maxRetryAfter", retry.maxRetryAfter(), Duration.ZERO);
        checks.notLonger(path + ".retry.backoff", retry.backoff(), "retry.maxBackoff", retry.maxBackoff());
        Affinity affinity = model.affinity();
        if (affinity != null && checks.required(path + ".affinity.by", affinity.by())) {
            boolean byHeader = affinity.by() == Affinity.By.HEADER;
            if (byHeader && (affinity.header() == null || affinity.header().isBlank())) {
                checks.error(path + ".affinity.header", "is missing; write which header, as in x-session-id");
            }
            if (!byHeader && affinity.header() != null) {
                checks.error(
                        path + ".affinity.header", "has no meaning with by: Key; leave it out, or write by: Header");
            }
        }
        if (model.hedge() != null
                && checks.required(path + ".hedge.after", model.hedge().after())) {
            checks.positive(path + ".hedge.after", model.hedge().after());
        }
    }

    private void name(String path, String name) {
        if (!NAME.matcher(name).matches()) {
            checks.error(
                    path, "'" + name + "' is not a model name: letters, digits and any of - . _ : / @, at most 128");
        }
        String before = taken.putIfAbsent(name, path);
        if (before != null) {
            checks.error(
                    path, "'" + name + "' stands at " + before + " already; a name or alias can mean one model only");
        }
    }

    private void targets(String path, List<RouterConfig.Target> targets) {
        if (targets.isEmpty()) {
            checks.error(path, "no targets; write at least one with the name of a provider");
            return;
        }
        boolean anyWeight = false;
        for (int t = 0; t < targets.size(); t++) {
            RouterConfig.Target target = targets.get(t);
            String at = path + "[" + t + "]";
            if (checks.required(at + ".provider", target.provider()) && !providers.contains(target.provider())) {
                checks.error(
                        at + ".provider",
                        "there is no provider '" + target.provider() + "'; add it to providers or correct the name");
            }
            checks.range(at + ".weight", target.weight(), 0, 1_000_000);
            anyWeight |= target.weight() > 0;
        }
        if (!anyWeight) {
            checks.error(
                    path, "all weights are 0, so no target can be chosen; give at least one a weight of 1 or more");
        }
    }

    private void fallbacks(String path, RouterConfig.Model model) {
        Set<String> seen = new HashSet<>();
        for (int f = 0; f < model.fallbacks().size(); f++) {
            String fallback = model.fallbacks().get(f);
            String at = path + "[" + f + "]";
            if (!taken.containsKey(fallback)) {
                checks.error(at, "there is no model '" + fallback + "'; add it to models or correct the name");
            } else if (fallback.equals(model.name()) || model.aliases().contains(fallback)) {
                checks.error(at, "a model cannot fall back to itself; name another");
            } else if (!seen.add(fallback)) {
                checks.error(at, "'" + fallback + "' stands here twice; name it once");
            }
        }
    }
}
