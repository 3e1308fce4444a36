package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.response.ClientResponse;
import java.util.Objects;

/** The estimate of a prompt's tokens, where none of the model's providers has a way to count them. It says that it is one. */
final class EstimateStage extends Stage<GenerationRequest, GenerationRequest> {
    private static final String HEADER = "x-sluicegate-estimate";

    @Override
    void enter(GenerationRequest request) {
        if (request.operation() != Operation.COUNT_TOKENS || anybodyCounts(request)) {
            next(request);
            return;
        }
        long tokens = request.facts().encoded().estimatedTokens(request.body().length());
        ClientResponse response = request.response();
        response.header(HEADER, "true");
        response.json(200, ("{\"input_tokens\":" + tokens + "}").getBytes(UTF_8));
    }

    private static boolean anybodyCounts(GenerationRequest request) {
        Route route = Objects.requireNonNull(
                request.config().routing().route(request.facts().model()));
        return route.targets().stream()
                .anyMatch(target -> request.operation().at(target.provider().api()) != null);
    }
}
