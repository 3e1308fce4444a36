package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instants in annotations, which anybody may write. */
final class Instants {
    private Instants() {}

    /** Null if there is none, or if it is none. */
    static @Nullable Instant read(ObjectMeta metadata, String annotation) {
        String text = metadata.getAnnotations() == null
                ? null
                : metadata.getAnnotations().get(annotation);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
