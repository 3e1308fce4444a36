package dev.sluicegate.router.provider;

import dev.sluicegate.router.config.Api;
import java.util.Map;

/**
 * A wire protocol, as far as the router must know it to pass it through: where its endpoints are, how it says who is asking, and how
 * it says that something went wrong. Stateless; safe for any thread.
 */
public sealed interface Protocol permits OpenAiProtocol, AnthropicProtocol {
    static Protocol of(Api api) {
        return switch (api) {
            case OPENAI -> OpenAiProtocol.CHUNKS;
            case ANTHROPIC -> AnthropicProtocol.INSTANCE;
        };
    }

    /** The operation's protocol, which writes and reads a stream's events as the operation does. */
    static Protocol of(Operation operation) {
        return operation == Operation.RESPONSES ? OpenAiProtocol.RESPONSES : of(operation.api());
    }

    Api api();

    /** The name people know it by. */
    String name();

    /** The response header that names a request. Lower case. */
    String requestIdHeader();

    /** The request header that carries a provider's key. Lower case. */
    String credentialsHeader();

    /** What the head of a request that the router has written itself must say. Names in lower case. */
    Map<String, String> ownRequestHeaders();

    /** The error's JSON body. */
    byte[] errorBody(ApiError error, String requestId);

    /** The JSON body for a request that a drain's deadline cut before its response had begun. */
    byte[] shutdownBody(ShutdownNotice notice, String requestId);

    /** The same error as a server-sent event, from its first line to its blank line. Makes every SDK raise. */
    byte[] errorEvent(ApiError error, String requestId);

    /** The end notice as a server-sent event. */
    byte[] shutdownEvent(ShutdownNotice notice, String requestId);

    /**
     * Whether a line of an event stream is one after which a clean end is a good end: the protocol's terminator or an error event.
     *
     * @param bytes has the line's first bytes from {@code from} to {@code to}; all of them if they are fewer than {@code
     *     sse.EventStream.LINE_PREFIX}
     */
    boolean endsStream(byte[] bytes, int from, int to);

    /** The event that ends a stream well, for one whose provider has left it out; empty if nothing but the provider's own can. */
    byte[] terminator();

    /** A page of the list of models as this protocol writes it. */
    byte[] modelList(ModelPage page);

    /** One model as this protocol writes it. */
    byte[] model(String model);
}
