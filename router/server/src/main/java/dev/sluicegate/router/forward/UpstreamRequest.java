package dev.sluicegate.router.forward;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.translate.CallRepair;
import dev.sluicegate.router.translate.Translation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as one provider gets it. It is immutable and can be sent any number of times.
 *
 * @param operation in the provider's protocol
 * @param model the model's name at the provider
 * @param translation null if the client asked for the same operation
 * @param dropped the client's fields that do not reach the provider
 * @param without what the provider is known to refuse, and has not been written
 * @param usageHidden whether the router has asked for a stream's usage, and the client has not
 * @param encoded what of the body is no text
 */
public record UpstreamRequest(
        Operation operation,
        String model,
        RequestBody body,
        @Nullable Translation translation,
        List<String> dropped,
        Set<String> without,
        boolean usageHidden,
        BodyReading.Encoded encoded) {
    /** The same with less in its body. */
    public UpstreamRequest cut(RequestBody less, List<String> fields) {
        return new UpstreamRequest(operation, model, less, translation, fields, without, usageHidden, encoded);
    }

    /** Null if its answer's calls are numbered as they should be, or are by the translation. */
    @Nullable CallRepair callRepair(Features features) {
        return operation == Operation.CHAT && translation == null && features.misnumbersCalls()
                ? new CallRepair()
                : null;
    }

    /** Whether there may be something in it without which the provider takes it: what the router put there, or thoughts. */
    boolean canBeReduced() {
        return translation != null || usageHidden || operation.api() == Api.ANTHROPIC;
    }

    /** The tokens that the provider will count in it, about. */
    long estimatedInput() {
        return encoded.estimatedTokens(body.length());
    }
}
