package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Instants in annotations, which anybody may write. */
final class Instants {
    /** RFC 3339 ends here. Java reads on, up to instants to which nothing can be added. */
    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    private Instants() {}

    /** Null if there is none, or if it is none. */
    static @Nullable Instant read(ObjectMeta metadata, String annotation) {
        String text = text(metadata, annotation);
        return text == null ? null : parse(text);
    }

    /** What is wrong with the annotation, in a sentence; empty if nothing is. */
    static Optional<String> fault(HasMetadata object, String annotation) {
        String text = text(object.getMetadata(), annotation);
        return text == null || parse(text) != null
                ? Optional.empty()
                : Optional.of("%s %s says in its annotation %s '%s', which is no time and counts as absent"
                        .formatted(object.getKind(), object.getMetadata().getName(), annotation, text));
    }

    /** An annotation as it is; null if it is not there. */
    static @Nullable String text(ObjectMeta metadata, String annotation) {
        return metadata.getAnnotations() == null
                ? null
                : metadata.getAnnotations().get(annotation);
    }

    /** Null if it is no time. */
    static @Nullable Instant parse(String text) {
        try {
            Instant instant = Instant.parse(text);
            return instant.isBefore(Instant.EPOCH) || instant.isAfter(END) ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
