package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.runtime.RuntimeConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model: which one does the body name, may the caller use it, and is the answer to be streamed? */
final class ModelStage extends Stage<ReadRequest, GenerationRequest> {
    private static final Logger log = LoggerFactory.getLogger(ModelStage.class);

    private static final int LONGEST_PROMPT_LOGGED = 64 * 1024;

    @Override
    void enter(ReadRequest request) {
        AuthenticatedRequest head = request.asked().head();
        switch (request.body().facts()) {
            case BodyReading.Invalid(String problem) ->
                head.response().error(new ApiError(ApiError.Kind.INVALID_REQUEST, problem));
            case BodyReading.Valid facts ->
                identified(new GenerationRequest(head, request.asked().operation(), request.body(), facts));
        }
    }

    private void identified(GenerationRequest request) {
        RuntimeConfig config = request.config();
        ClientResponse response = request.response();
        BodyReading.Valid facts = request.facts();
        response.inFlightRequest().identified(facts.model(), facts.stream());
        if (config.config().logging().prompts()) {
            logPrompt(response, request.body());
        }
        ApiError refusal = ModelAccess.refusal(request.head(), facts.model());
        if (refusal != null) {
            response.error(refusal);
        } else {
            response.inFlightRequest().pricedBy(config.policies().prices());
            next(request);
        }
    }

    /** Only because somebody asked for it in the config. */
    private static void logPrompt(ClientResponse response, BodyReader body) {
        log.atInfo()
                .addKeyValue("request", response.requestId())
                .addKeyValue("body", new String(body.beginning(LONGEST_PROMPT_LOGGED), UTF_8))
                .log("prompt");
    }
}
