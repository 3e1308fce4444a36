package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The changes of a gateway that are looked at at once: its spec, its deletion, and what people write into our annotations. Its status is
 * our own. The SDK's own filter knows generations only, which an annotation does not change.
 */
public final class RelevantChange implements OnUpdateFilter<RouterGateway> {
    private static final String OURS = "sluicegate.dev/";

    @Override
    public boolean accept(RouterGateway is, RouterGateway was) {
        ObjectMeta now = is.getMetadata();
        ObjectMeta before = was.getMetadata();
        return !Objects.equals(now.getGeneration(), before.getGeneration())
                || !Objects.equals(now.getDeletionTimestamp(), before.getDeletionTimestamp())
                || !Objects.equals(now.getFinalizers(), before.getFinalizers())
                || !ours(now).equals(ours(before));
    }

    private static Map<String, String> ours(ObjectMeta metadata) {
        Map<String, String> ours = new TreeMap<>(Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
        ours.keySet().removeIf(it -> !it.startsWith(OURS));
        return ours;
    }
}
