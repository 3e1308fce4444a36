package dev.sluicegate.router.config;

import dev.sluicegate.router.config.Model.Balance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
            address(provider).ifPresent(warnings::add);
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
        unpriced(config, warnings);
        if (config.limits().store() != null && !limits(config) && config.auth().mode() != Auth.Mode.KEYS) {
            warnings.add("limits.store is set, but there is no limit that it could keep");
        }
        return warnings;
    }

    /** The mistakes that are made most: a version that the api does not want there, one that it does, and the path of an operation. */
    private static Optional<String> address(Provider provider) {
        String path = String.valueOf(provider.baseUrl().getPath()).replaceAll("/+$", "");
        String where = "baseUrl of provider " + provider.name() + " ";
        boolean openAi = provider.api() == Api.OPENAI;
        if (path.endsWith(openAi ? "/chat/completions" : "/messages") || path.endsWith("/responses")) {
            return Optional.of(where + "ends with the path of an operation, which the router adds by itself; leave "
                    + path.substring(path.lastIndexOf(openAi && path.endsWith("completions") ? "/chat" : "/"))
                    + " out");
        }
        if (openAi && path.isEmpty() && provider.flavor() != Flavor.AZURE) {
            return Optional.of(
                    where + "has no path, so requests go to /chat/completions; most servers want /v1 at its end");
        }
        if (!openAi && path.endsWith("/v1")) {
            return Optional.of(
                    where + "ends with /v1, so requests go to /v1/v1/messages; leave /v1 out with api Anthropic");
        }
        return Optional.empty();
    }

    private static boolean anySlots(RouterConfig config, Model model) {
        return config.providers().stream()
                .filter(provider -> provider.slots() != null)
                .anyMatch(provider -> model.targets().stream()
                        .anyMatch(target -> target.provider().equals(provider.name())));
    }

    /** Somebody who gives prices wants to know what is spent. */
    private static void unpriced(RouterConfig config, List<String> warnings) {
        if (config.prices().isEmpty()) {
            return;
        }
        String follows = switch (config.limits().unpriced()) {
            case REFUSE -> "keys with a budget cannot use it";
            case FREE -> "no budget counts it";
        };
        for (Model model : config.models()) {
            for (Model.Target target : model.targets()) {
                String name = target.model() == null ? model.name() : target.model();
                boolean priced = config.prices().stream()
                        .anyMatch(price -> (price.model().equals(name)
                                        || price.model().equals(Price.ANY_MODEL))
                                && (price.provider() == null || price.provider().equals(target.provider())));
                if (!priced) {
                    warnings.add("model " + model.name() + " has no price at provider " + target.provider() + ", so "
                            + follows + "; add " + name + " to prices, with 0 if it is free");
                }
            }
        }
    }

    private static boolean limits(RouterConfig config) {
        Limits limits = config.limits();
        return limits.requestsPerMinute() != null || limits.tokensPerMinute() != null || limits.maxConcurrent() != null;
    }
}
