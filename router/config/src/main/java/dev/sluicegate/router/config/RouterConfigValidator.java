package dev.sluicegate.router.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds every contradiction in a config that was read. Pure. */
final class RouterConfigValidator {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._:/@]{0,127}");
    private static final Duration LONGEST = Duration.ofDays(7);

    private final List<ConfigError> errors = new ArrayList<>();

    private RouterConfigValidator() {}

    static List<ConfigError> validate(RouterConfig config) {
        RouterConfigValidator validator = new RouterConfigValidator();
        validator.check(config);
        return List.copyOf(validator.errors);
    }

    private void check(RouterConfig config) {
        if (config.version() != RouterConfig.VERSION) {
            error("version", "this router reads version " + RouterConfig.VERSION + ", not " + config.version());
        }
        port("listener.port", config.listener().port());
        port("admin.port", config.admin().port());
        if (config.listener().port() != 0
                && config.listener().port() == config.admin().port()) {
            error(
                    "admin.port",
                    "must differ from listener.port, which is "
                            + config.listener().port() + " too");
        }
        Set<String> providers = checkProviders(config.providers());
        checkModels(config.models(), providers);
        if (config.limits().requestBody().bytes() == 0) {
            error("limits.requestBody", "must be more than 0; 32Mi is the default");
        }
        checkDrain(config.drain());
    }

    private Set<String> checkProviders(List<RouterConfig.Provider> providers) {
        if (providers.isEmpty()) {
            error("providers", "no providers configured; write at least one with name, api and baseUrl");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < providers.size(); i++) {
            RouterConfig.Provider provider = providers.get(i);
            String path = "providers[" + i + "]";
            if (required(path + ".name", provider.name())) {
                if (!NAME.matcher(provider.name()).matches()) {
                    error(path + ".name", "must be lower case letters, digits and '-', at most 63, as in my-provider");
                }
                if (!names.add(provider.name())) {
                    error(
                            path + ".name",
                            "'" + provider.name() + "' is the name of an earlier provider; give each its own");
                }
            }
            required(path + ".api", provider.api());
            if (required(path + ".baseUrl", provider.baseUrl())) {
                baseUrl(path + ".baseUrl", provider.baseUrl());
            }
            timeouts(path + ".timeouts", provider.timeouts());
            if (provider.maxInFlight() != null && provider.maxInFlight() < 1) {
                error(path + ".maxInFlight", "must be at least 1; leave it out for no limit");
            }
        }
        return names;
    }

    private void checkModels(List<RouterConfig.Model> models, Set<String> providers) {
        if (models.isEmpty()) {
            error("models", "no models configured; write at least one with name and targets");
        }
        Map<String, String> taken = new HashMap<>();
        for (int i = 0; i < models.size(); i++) {
            RouterConfig.Model model = models.get(i);
            String path = "models[" + i + "]";
            if (required(path + ".name", model.name())) {
                modelName(path + ".name", model.name(), taken);
            }
            for (int a = 0; a < model.aliases().size(); a++) {
                modelName(path + ".aliases[" + a + "]", model.aliases().get(a), taken);
            }
            checkTargets(path + ".targets", model.targets(), providers);
        }
    }

    private void checkTargets(String path, List<RouterConfig.Target> targets, Set<String> providers) {
        if (targets.isEmpty()) {
            error(path, "no targets; write at least one with the name of a provider");
            return;
        }
        boolean anyWeight = false;
        for (int t = 0; t < targets.size(); t++) {
            RouterConfig.Target target = targets.get(t);
            String at = path + "[" + t + "]";
            if (required(at + ".provider", target.provider()) && !providers.contains(target.provider())) {
                error(
                        at + ".provider",
                        "there is no provider '" + target.provider() + "'; add it to providers or correct the name");
            }
            if (target.weight() < 0 || target.weight() > 1_000_000) {
                error(at + ".weight", "must be from 0 to 1000000");
            }
            anyWeight |= target.weight() > 0;
        }
        if (!anyWeight) {
            error(path, "all weights are 0, so no target can be chosen; give at least one a weight of 1 or more");
        }
    }

    private void checkDrain(RouterConfig.Drain drain) {
        duration("drain.settle", drain.settle(), Duration.ZERO);
        duration("drain.terminationBudget", drain.terminationBudget(), Duration.ofSeconds(1));
        if (drain.settle().compareTo(drain.terminationBudget()) >= 0) {
            error(
                    "drain.settle",
                    "must be shorter than drain.terminationBudget (" + DurationText.format(drain.terminationBudget())
                            + "), or nothing is left of it for the streams; shorten settle or lengthen terminationBudget");
        }
    }

    private void timeouts(String path, RouterConfig.Timeouts timeouts) {
        duration(path + ".connect", timeouts.connect(), Duration.ofMillis(1));
        duration(path + ".firstByte", timeouts.firstByte(), Duration.ofMillis(1));
        duration(path + ".idle", timeouts.idle(), Duration.ofMillis(1));
        duration(path + ".request", timeouts.request(), Duration.ofMillis(1));
    }

    private void modelName(String path, String name, Map<String, String> taken) {
        if (!MODEL_NAME.matcher(name).matches()) {
            error(path, "'" + name + "' is not a model name: letters, digits and any of - . _ : / @, at most 128");
        }
        String before = taken.putIfAbsent(name, path);
        if (before != null) {
            error(path, "'" + name + "' stands at " + before + " already; a name or alias can mean one model only");
        }
    }

    private void baseUrl(String path, URI url) {
        String scheme = url.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            error(path, "must start with http:// or https://");
        } else if (url.getHost() == null) {
            error(path, "names no host; write one as in https://api.openai.com/v1");
        } else if (url.getUserInfo() != null) {
            error(path, "must not carry a user or password; put the key into the provider's credentials");
        } else if (url.getRawQuery() != null || url.getRawFragment() != null) {
            error(path, "must end with its path, without ? or #");
        }
    }

    private void port(String path, int port) {
        if (port < 0 || port > 65535) {
            error(path, port + " is not a port; write a number from 1 to 65535, or 0 for a free one");
        }
    }

    private void duration(String path, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            error(
                    path,
                    "must be from " + DurationText.format(least) + " to " + DurationText.format(LONGEST) + ", not "
                            + DurationText.format(value));
        }
    }

    private boolean required(String path, @Nullable Object value) {
        if (value == null) {
            error(path, "is missing");
        }
        return value != null;
    }

    private void error(String path, String message) {
        errors.add(new ConfigError(path, message));
    }
}
