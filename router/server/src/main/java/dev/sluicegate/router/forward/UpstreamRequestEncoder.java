package dev.sluicegate.router.forward;

import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The encoder of one client's request for each provider that comes into question. Used on the request's event loop only. */
public interface UpstreamRequestEncoder {
    /** @param upstreamModel the model's name at the provider; null if it is the client's own name for it */
    Future<Encoding> encode(Upstream upstream, @Nullable String upstreamModel);

    /**
     * Leaves the thoughts of earlier answers out of what is encoded from now on, if a provider has refused them. Without them the same conversation can
     * go on; with them it would be refused for ever.
     *
     * @param request as it was sent
     * @param refusal the body of the provider's answer, status 400 or 422
     * @return whether the request may go once more
     */
    boolean leaveOutThoughts(UpstreamRequest request, Buffer refusal);

    /** Releases what is kept for further attempts, of which there will be none. It may be called again. */
    void release();

    /** The result of encoding. */
    sealed interface Encoding {
        record Encoded(UpstreamRequest request) implements Encoding {}

        /** @param error for the client: what the provider's protocol cannot express, and what to do instead */
        record Unsupported(ApiError error) implements Encoding {}

        /** @param error for the client: there is no memory for it at the moment */
        record NoMemory(ApiError error) implements Encoding {}
    }
}
