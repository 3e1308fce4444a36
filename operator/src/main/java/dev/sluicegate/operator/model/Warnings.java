package dev.sluicegate.operator.model;

import dev.sluicegate.router.config.Auth;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.Limits;
import dev.sluicegate.router.config.ModelLimit;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.config.ServiceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what is legal in a gateway but hardly meant: a sentence each. Pure. */
final class Warnings {
    private Warnings() {}

    /** Of the spec: the router's own, and what only matters with more than one pod. */
    static List<String> of(int replicas, RouterConfig config) {
        List<String> warnings = new ArrayList<>();
        warnings.addAll(RouterConfigReader.warnings(config));
        if (replicas > 1
                && countsAnything(config)
                && config.limits().store() == null
                && config.limits().share() == 1) {
            warnings.add("each of the " + replicas
                    + " pods counts limits and budgets for itself, so together they allow " + replicas
                    + " times as much; name a limits.store, or write each pod's part into limits.share");
        }
        config.providers().forEach(provider -> elsewhere(provider).ifPresent(warnings::add));
        return warnings;
    }

    /** The operator may give rights in the gateway's namespace only. */
    private static Optional<String> elsewhere(Provider provider) {
        ServiceRef service = provider.serviceRef();
        return service == null || service.namespace() == null
                ? Optional.empty()
                : Optional.of("provider " + provider.name() + " is Service " + service.name() + " in namespace "
                        + service.namespace()
                        + "; if that is not the gateway's own, give the ServiceAccount of its pods"
                        + " there a Role that may get, list and watch endpointslices of discovery.k8s.io (until then"
                        + " requests go to baseUrl)");
    }

    /** Of the clients' keys and of their teams. */
    static List<String> of(List<KeysFile> lists, RouterConfig config) {
        Set<String> names = config.models().stream()
                .flatMap(model -> Stream.concat(Stream.of(model.name()), model.aliases().stream()))
                .collect(Collectors.toSet());
        return lists.stream()
                .flatMap(list -> Stream.concat(
                        list.teams().stream().flatMap(team -> limited("team '" + team.id() + "'", team.modelLimits())),
                        list.keys().stream()
                                .flatMap(key -> Stream.concat(
                                        key.models().stream()
                                                .map(model -> Map.entry("key '" + key.id() + "' allows", model)),
                                        limited("key '" + key.id() + "'", key.modelLimits())))))
                .filter(model -> !names.contains(model.getValue()))
                .map(model -> model.getKey() + " model '" + model.getValue() + "', which does not exist")
                .toList();
    }

    private static Stream<Map.Entry<String, String>> limited(String who, List<ModelLimit> limits) {
        return limits.stream().map(limit -> Map.entry(who + " limits", limit.model()));
    }

    private static boolean countsAnything(RouterConfig config) {
        Limits limits = config.limits();
        return config.auth().mode() == Auth.Mode.KEYS
                || limits.requestsPerMinute() != null
                || limits.tokensPerMinute() != null
                || limits.maxConcurrent() != null;
    }
}
