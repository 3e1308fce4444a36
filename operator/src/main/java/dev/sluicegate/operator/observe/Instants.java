package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Instants in annotations, which anybody may write. */
final class Instants {
    private static final Logger LOG = LoggerFactory.getLogger(Instants.class);
    /** RFC 3339 ends here. Java reads on, up to instants to which nothing can be added. */
    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    private Instants() {}

    /** Null if there is none, or if it is none. */
    static @Nullable Instant read(ObjectMeta metadata, String annotation) {
        String text = metadata.getAnnotations() == null
                ? null
                : metadata.getAnnotations().get(annotation);
        Instant instant = text == null ? null : parse(text);
        if (text != null && instant == null) {
            LOG.warn("{}/{} {} is no time: {}", metadata.getNamespace(), metadata.getName(), annotation, text);
        }
        return instant;
    }

    private static @Nullable Instant parse(String text) {
        try {
            Instant instant = Instant.parse(text);
            return instant.isBefore(Instant.EPOCH) || instant.isAfter(END) ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
