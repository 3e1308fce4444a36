package dev.sluicegate.router.translate;

import dev.sluicegate.router.provider.ApiError;
import org.jspecify.annotations.Nullable;

/** What was asked for cannot be said in the other protocol. Thrown inside this package only. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String path;
    private final String why;
    private final ApiError.Kind kind;

    /** @param sentence for the client: which field, why, and what to do instead; nothing of the field's content */
    Refusal(String sentence) {
        this(null, sentence, ApiError.Kind.NOT_SUPPORTED);
    }

    /** @param path of the field, with which the sentence begins */
    Refusal(@Nullable String path, String why) {
        this(path, why, ApiError.Kind.NOT_SUPPORTED);
    }

    /** @param kind one that the client knows how to go on after */
    Refusal(@Nullable String path, String why, ApiError.Kind kind) {
        super(path == null ? why : "'" + path + "' " + why, null, false, false);
        this.path = path;
        this.why = why;
        this.kind = kind;
    }

    /** The same for a client that wrote something else, which became this. */
    Refusal in(SourcePaths origins) {
        return path == null ? this : new Refusal(origins.of(path), why, kind);
    }

    ApiError error() {
        return new ApiError(kind, String.valueOf(getMessage()));
    }
}
