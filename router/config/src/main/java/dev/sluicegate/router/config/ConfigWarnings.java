package dev.sluicegate.router.config;

import dev.sluicegate.router.config.Model.Balance;
import java.util.ArrayList;
import java.util.List;

/** Finds what is legal in a config but hardly meant. Pure. */
final class ConfigWarnings {
    private ConfigWarnings() {}

    static List<String> of(RouterConfig config) {
        List<String> warnings = new ArrayList<>();
        for (Model model : config.models()) {
            if (model.targets().size() == 1 && model.fallbacks().isEmpty()) {
                warnings.add(
                        "model " + model.name() + " has a single target and no fallback, so nothing takes over when"
                                + " provider " + model.targets().getFirst().provider() + " fails");
            }
            if (model.hedge() != null && model.targets().size() == 1) {
                warnings.add("model " + model.name() + " hedges, but has one target only, so it never will");
            }
            if (model.balance() == Balance.FREE_SLOTS && !anySlots(config, model)) {
                warnings.add(
                        "model " + model.name() + " balances by FreeSlots, but no provider of its targets has slots;"
                                + " it goes by the least in flight");
            }
        }
        for (Provider provider : config.providers()) {
            boolean used = config.models().stream()
                    .flatMap(model -> model.targets().stream())
                    .anyMatch(target -> target.provider().equals(provider.name()));
            if (!used) {
                warnings.add("provider " + provider.name() + " is the target of no model");
            }
            if (provider.queue().size() > 0 && provider.maxInFlight() == null && provider.slots() == null) {
                warnings.add("provider " + provider.name()
                        + " has a queue, but neither maxInFlight nor slots, so nothing ever waits in it");
            }
        }
        if (config.limits().store() != null && !limits(config) && config.auth().mode() != Auth.Mode.KEYS) {
            warnings.add("limits.store is set, but there is no limit that it could keep");
        }
        return warnings;
    }

    private static boolean anySlots(RouterConfig config, Model model) {
        return config.providers().stream()
                .filter(provider -> provider.slots() != null)
                .anyMatch(provider -> model.targets().stream()
                        .anyMatch(target -> target.provider().equals(provider.name())));
    }

    private static boolean limits(RouterConfig config) {
        Limits limits = config.limits();
        return limits.requestsPerMinute() != null || limits.tokensPerMinute() != null || limits.maxConcurrent() != null;
    }
}
