package dev.sluicegate.router.request;

import dev.sluicegate.router.provider.ApiError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The access of callers to models: why one cannot be had, and which ones can. */
final class ModelAccess {
    private static final int IN_A_SENTENCE = 20;

    private ModelAccess() {}

    /** Null if the caller may use it. */
    static @Nullable ApiError refusal(AuthenticatedRequest request, String model) {
        if (request.config().routing().route(model) == null) {
            return new ApiError(
                    ApiError.Kind.MODEL_NOT_FOUND,
                    "there is no model '" + shorten(model) + "' here; there is " + known(request));
        }
        if (!request.caller().mayUse(model)) {
            return new ApiError(
                    ApiError.Kind.FORBIDDEN,
                    "key '" + request.caller().id() + "' may not use model '" + model + "'; it may use "
                            + known(request));
        }
        return null;
    }

    private static String known(AuthenticatedRequest request) {
        List<String> names = request.caller().allowed(request.config().routing().names());
        return names.isEmpty()
                ? "none"
                : String.join(", ", names.subList(0, Math.min(names.size(), IN_A_SENTENCE)))
                        + (names.size() > IN_A_SENTENCE ? ", …" : "");
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
