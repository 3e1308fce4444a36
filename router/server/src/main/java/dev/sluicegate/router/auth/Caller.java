package dev.sluicegate.router.auth;

import dev.sluicegate.router.limits.Allowance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, as its key tells. It holds nothing secret.
 *
 * @param id names the caller in logs, records and metrics
 * @param models every name and alias of the models that it may use; null is all models
 */
public record Caller(
        String id, Map<String, String> labels, @Nullable Set<String> models, Allowance allowance) {
    /** The id of all callers together where nobody has to say who they are. */
    public static final String EVERYBODY = "everybody";

    /** The id of whoever has the master key. */
    public static final String MASTER = "master";

    public Caller {
        labels = Map.copyOf(labels);
        models = models == null ? null : Set.copyOf(models);
    }

    static Caller unrestricted(String id, Allowance allowance) {
        return new Caller(id, Map.of(), null, allowance);
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
