package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.response.ClientResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The estimate of a prompt's tokens, where none of the model's providers has a way to count them. It says that it is one. */
final class EstimateStage extends Stage<GenerationRequest, GenerationRequest> {
    private static final String HEADER = "x-sluicegate-estimate";

    @Override
    void enter(GenerationRequest request) {
        if (request.operation() != Operation.COUNT_TOKENS || anybodyCounts(request)) {
            next(request);
        } else {
            answer(request);
        }
    }

    /** What is answered where those that count cannot be asked and others would serve the prompt; null where an error is. */
    static @Nullable Runnable insteadOfError(GenerationRequest request) {
        return request.operation() == Operation.COUNT_TOKENS && !everybodyCounts(request)
                ? () -> answer(request)
                : null;
    }

    private static void answer(GenerationRequest request) {
        long tokens = request.facts().encoded().estimatedTokens(request.body().length());
        ClientResponse response = request.response();
        response.header(HEADER, "true");
        response.json(200, ("{\"input_tokens\":" + tokens + "}").getBytes(UTF_8));
    }

    private static boolean anybodyCounts(GenerationRequest request) {
        return targets(request).stream().anyMatch(EstimateStage::counts);
    }

    private static boolean everybodyCounts(GenerationRequest request) {
        return targets(request).stream().allMatch(EstimateStage::counts);
    }

    private static boolean counts(Route.Target target) {
        return Operation.COUNT_TOKENS.at(target.provider().api()) != null;
    }

    private static List<Route.Target> targets(GenerationRequest request) {
        return Objects.requireNonNull(
                        request.config().routing().route(request.facts().model()))
                .targets();
    }
}
