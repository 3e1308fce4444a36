package dev.sluicegate.router.stream;

import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.translate.Translation;
import org.jspecify.annotations.Nullable;

/**
 * What one provider is asked for. Immutable; can be sent any number of times.
 *
 * @param operation in the provider's protocol
 * @param model the model's name at the provider
 * @param translation null if the client asked for the same operation
 */
public record UpstreamRequest(
        Operation operation,
        String model,
        RequestBody body,
        @Nullable Translation translation) {}
