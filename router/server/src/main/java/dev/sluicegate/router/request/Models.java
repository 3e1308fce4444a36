package dev.sluicegate.router.request;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ModelPage;
import io.vertx.core.http.HttpServerRequest;
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

    /** What of a list the request asks for; null if that means nothing. OpenAI's lists have no pages. */
    static @Nullable ModelPage page(Call call, List<String> models) {
        HttpServerRequest request = call.request();
        return call.reply().protocol().api() == Api.OPENAI
                ? ModelPage.of(models)
                : ModelPage.of(
                        models, request.getParam("limit"), request.getParam("after_id"), request.getParam("before_id"));
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
