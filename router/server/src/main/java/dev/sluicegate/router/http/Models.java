package dev.sluicegate.router.http;

import dev.sluicegate.router.provider.ApiError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says why a model cannot be had, and which ones can. */
final class Models {
    private static final int IN_A_SENTENCE = 20;

    private Models() {}

    /** Null if the caller may use it. */
    static @Nullable ApiError refusal(Call call, String model) {
        if (call.serving().routing().route(model) == null) {
            return new ApiError(
                    ApiError.Kind.MODEL_NOT_FOUND,
                    "there is no model '" + shorten(model) + "' here; there is " + known(call));
        }
        if (!call.caller().mayUse(model)) {
            return new ApiError(
                    ApiError.Kind.FORBIDDEN,
                    "key '" + call.caller().id() + "' may not use model '" + model + "'; it may use " + known(call));
        }
        return null;
    }

    private static String known(Call call) {
        List<String> names = call.caller().allowed(call.serving().routing().names());
        return names.isEmpty()
                ? "none"
                : String.join(", ", names.subList(0, Math.min(names.size(), IN_A_SENTENCE)))
                        + (names.size() > IN_A_SENTENCE ? ", …" : "");
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
