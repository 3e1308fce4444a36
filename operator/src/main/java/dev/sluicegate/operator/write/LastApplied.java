package dev.sluicegate.operator.write;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Fingerprint;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was applied last. An annotation on the object itself shows, also to the next operator, that a field was taken out of what is
 * wanted; and this process remembers which version its write made, so that an object that somebody changes on its way in (a mutating
 * webhook) is not written again and again.
 */
final class LastApplied {
    private static final int HASH_LENGTH = 16;

    private record Mark(String hash, String resourceVersion) {}

    /** By the gateway's uid, then by the object's name with its kind. */
    private final Map<String, Map<String, Mark>> marks = new ConcurrentHashMap<>();

    /** Puts the hash of what is wanted on it, and returns it. */
    String sign(HasMetadata wanted, String json) {
        String hash = Fingerprint.of("", List.of(json)).substring(0, HASH_LENGTH);
        ObjectMeta metadata = wanted.getMetadata();
        Map<String, String> annotations = new TreeMap<>(orEmpty(metadata.getAnnotations()));
        annotations.put(Names.APPLIED, hash);
        metadata.setAnnotations(annotations);
        return hash;
    }

    /** True if the object is as our last write of the same left it. */
    boolean is(RouterGateway owner, String hash, HasMetadata live) {
        return new Mark(hash, live.getMetadata().getResourceVersion())
                .equals(of(owner).get(Writes.name(live)));
    }

    void remember(RouterGateway owner, String hash, HasMetadata after) {
        of(owner).put(Writes.name(after), new Mark(hash, after.getMetadata().getResourceVersion()));
    }

    void forget(RouterGateway owner) {
        marks.remove(owner.getMetadata().getUid());
    }

    private Map<String, Mark> of(RouterGateway owner) {
        return marks.computeIfAbsent(owner.getMetadata().getUid(), _ -> new ConcurrentHashMap<>());
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
