package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The handler of an informer's changes that tells the gateways that each concerns.
 *
 * @param isNews whether an object's second version says more than the first that concerns anybody
 * @param gateways whom a version concerns
 * @param told once for each gateway that a change concerns, before or after it
 */
record ChangeHandler<T>(BiPredicate<T, T> isNews, Function<T, Set<ResourceID>> gateways, Consumer<ResourceID> told)
        implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
        gateways.apply(object).forEach(told);
    }

    @Override
    public void onUpdate(T before, T after) {
        if (isNews.test(before, after)) {
            Set<ResourceID> concerned = new LinkedHashSet<>(gateways.apply(before));
            concerned.addAll(gateways.apply(after));
            concerned.forEach(told);
        }
    }

    @Override
    public void onDelete(T object, boolean unknown) {
        gateways.apply(object).forEach(told);
    }
}
