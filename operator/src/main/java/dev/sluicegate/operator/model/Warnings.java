package dev.sluicegate.operator.model;

import dev.sluicegate.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;

/** What is legal but suspicious in a config. */
final class Warnings {
    private Warnings() {}

    static List<String> of(RouterConfig config) {
        List<String> warnings = new ArrayList<>();
        for (RouterConfig.Model model : config.models()) {
            if (model.targets().size() == 1) {
                warnings.add("model " + model.name() + " has a single target, so nothing takes over when provider "
                        + model.targets().getFirst().provider() + " fails");
            }
        }
        for (RouterConfig.Provider provider : config.providers()) {
            boolean used = config.models().stream()
                    .flatMap(model -> model.targets().stream())
                    .anyMatch(target -> target.provider().equals(provider.name()));
            if (!used) {
                warnings.add("provider " + provider.name() + " is the target of no model");
            }
        }
        return warnings;
    }
}
