package dev.sluicegate.router.forward;

import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.translate.Translation;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What one provider is asked for. Immutable; can be sent any number of times.
 *
 * @param operation in the provider's protocol
 * @param model the model's name at the provider
 * @param translation null if the client asked for the same operation
 * @param usageHidden whether the router has asked for a stream's usage, and the client has not
 * @param encoded what of the body is no text
 */
public record UpstreamRequest(
        Operation operation,
        String model,
        RequestBody body,
        @Nullable Translation translation,
        boolean usageHidden,
        BodyReading.Encoded encoded) {
    private static final int BYTES_A_TOKEN = 4;

    /** Providers take 85 to about 1600 for a picture. */
    private static final int TOKENS_A_FILE = 1_000;

    /** How many tokens the provider will count in it, about. */
    long estimatedInput() {
        return Math.max(0, body.length() - encoded.bytes()) / BYTES_A_TOKEN + (long) encoded.strings() * TOKENS_A_FILE;
    }

    /** What became of putting a client's request into a provider's words. */
    public sealed interface Wording {
        record Ready(UpstreamRequest request) implements Wording {}

        /** @param sentence for the client: what cannot be said to the provider, and what to do instead */
        record Refused(String sentence) implements Wording {}

        /** @param error for the client: there is no memory for it at the moment */
        record NoRoom(ApiError error) implements Wording {}
    }

    /** Puts one client's request into the words of each provider that comes into question. Used on the request's event loop only. */
    public interface Writer {
        /** @param modelThere the model's name at the provider; null if it is the client's own word for it */
        Future<Wording> of(Upstream upstream, @Nullable String modelThere);

        /** There will not be another attempt. What has been written for one is not sent again; may be called again. */
        void noMore();
    }
}
