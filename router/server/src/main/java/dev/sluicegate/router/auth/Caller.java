package dev.sluicegate.router.auth;

import dev.sluicegate.router.limits.Quota;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, as its key tells. It holds nothing secret.
 *
 * @param id names the caller in logs, records and metrics
 * @param models every name and alias of the models that it may use; null is all models
 * @param quotas that each of its requests counts for
 * @param modelQuotas instead of those, by every name and alias of a model with limits of its own
 */
public record Caller(
        String id,
        Map<String, String> labels,
        @Nullable Set<String> models,
        List<Quota> quotas,
        Map<String, List<Quota>> modelQuotas) {
    /** The id of all callers together where nobody has to say who they are. */
    public static final String EVERYBODY = "everybody";

    /** The id of whoever has the master key. */
    public static final String MASTER = "master";

    public Caller {
        labels = Map.copyOf(labels);
        models = models == null ? null : Set.copyOf(models);
        quotas = List.copyOf(quotas);
        modelQuotas = Map.copyOf(modelQuotas);
    }

    /** One that may use all models. */
    static Caller unrestricted(Quota quota) {
        return new Caller(
                quota.counter(),
                Map.of(),
                null,
                quota.allowance().isUnlimited() ? List.of() : List.of(quota),
                Map.of());
    }

    /**
     * The quotas that a request for {@code model} counts for.
     *
     * @param model a name or an alias
     */
    public List<Quota> quotas(String model) {
        return modelQuotas.isEmpty() ? quotas : modelQuotas.getOrDefault(model, quotas);
    }

    /** @param model a name or an alias */
    public boolean mayUse(String model) {
        return models == null || models.contains(model);
    }

    /** Those of {@code names} that it may use, in their order. */
    public List<String> allowed(List<String> names) {
        return models == null ? names : names.stream().filter(this::mayUse).toList();
    }
}
