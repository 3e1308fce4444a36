package dev.sluicegate.router.request;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ModelPage;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.response.ClientResponse;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of models: what needs no model to answer is answered here, and only generation goes on. */
final class ModelListStage extends Stage<AuthenticatedRequest, OperationRequest> {
    @Override
    void enter(AuthenticatedRequest request) {
        switch (request.endpoint()) {
            case Endpoint.ListModels _ -> list(request);
            case Endpoint.OneModel one -> describe(request, one.model());
            case Endpoint.Generate(Operation operation) -> next(new OperationRequest(request, operation));
        }
    }

    private static void list(AuthenticatedRequest request) {
        ClientResponse response = request.response();
        ModelPage page = page(
                request, request.caller().allowed(request.config().routing().namesAndAliases()));
        if (page == null) {
            response.error(new ApiError(
                    ApiError.Kind.INVALID_REQUEST,
                    "limit must be 1 to 1000, and after_id and before_id must each be one of the models here"));
        } else {
            response.json(200, response.protocol().modelList(page));
        }
    }

    /** What of a list the request asks for; null if that means nothing. OpenAI's lists have no pages. */
    private static @Nullable ModelPage page(AuthenticatedRequest request, List<String> models) {
        HttpServerRequest http = request.http();
        if (request.response().protocol().api() == Api.OPENAI) {
            return ModelPage.of(models);
        }
        try {
            return ModelPage.of(models, http.getParam("limit"), http.getParam("after_id"), http.getParam("before_id"));
        } catch (IllegalArgumentException e) {
            // a query that cannot be decoded
            return null;
        }
    }

    private static void describe(AuthenticatedRequest request, String model) {
        ClientResponse response = request.response();
        ApiError refusal = ModelAccess.refusal(request, model);
        if (refusal != null) {
            response.error(refusal);
        } else {
            response.json(200, response.protocol().model(model));
        }
    }
}
