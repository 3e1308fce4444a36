package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.sluicegate.router.config.Api;
import java.io.IOException;

/**
 * The translation of one request and of its response, between a client and a provider that speak different protocols.
 * {@code docs/protocols.md} says what is translated, and how. Immutable; each {@link #response} is not.
 */
public final class Translation {
    private final Api client;
    private final byte[] body;
    private final boolean usageWanted;

    private Translation(Api client, byte[] body, boolean usageWanted) {
        this.client = client;
        this.body = body;
        this.usageWanted = usageWanted;
    }

    /** What became of translating a request. */
    public sealed interface Result {
        record Translated(Translation translation) implements Result {}

        /** @param sentence for the client: which field cannot be translated, why, and what to do instead */
        record Refused(String sentence) implements Result {}
    }

    /**
     * What is known of a response when its head has come.
     *
     * @param eventStream whether its body is a stream of server-sent events
     * @param requestId the router's own
     * @param second in which it came, since 1970
     */
    public record Head(int status, boolean eventStream, String requestId, long second) {}

    /**
     * Translates a request's body, in time and memory proportional to it.
     *
     * @param client the protocol that the client speaks; the provider speaks the other one
     * @param body the whole of it
     * @param model the model's name at the provider
     */
    public static Result of(Api client, byte[] body, String model) {
        try {
            JsonNode request = Json.readStrictly(body);
            return new Result.Translated(
                    switch (client) {
                        case OPENAI -> {
                            ChatRequest.Translated translated = ChatRequest.translate(request, model);
                            yield new Translation(client, Json.bytes(translated.body()), translated.usageWanted());
                        }
                        case ANTHROPIC ->
                            new Translation(client, Json.bytes(MessageRequest.translate(request, model)), true);
                    });
        } catch (Refusal e) {
            return new Result.Refused(e.sentence());
        } catch (MismatchedInputException e) {
            return new Result.Refused("a field stands twice in one of the body's objects; send it once");
        } catch (JsonProcessingException e) {
            return new Result.Refused(
                    "the body is not JSON that can be translated: it is invalid, or nested too deeply");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can always be read", e);
        }
    }

    /** The request's body for the provider. The caller must not change it. */
    public byte[] body() {
        return body;
    }

    /** Translates the response that begins with {@code head}. */
    public ResponseCodec response(Head head) {
        boolean good = head.status / 100 == 2;
        return switch (client) {
            case OPENAI -> {
                EventWriter out = new EventWriter();
                if (!good) {
                    yield BodyCodec.ofError(bytes -> ErrorBodies.toOpenAi(head.status, bytes));
                }
                yield head.eventStream
                        ? new StreamCodec(out, new MessageEvents(out, usageWanted, head.second))
                        : BodyCodec.ofAnswer(
                                usage -> TokenUsage.ofAnthropic(usage, TokenUsage.NONE),
                                (message, usage) -> MessageBody.translate(message, usage, head.second));
            }
            case ANTHROPIC -> {
                EventWriter out = new EventWriter();
                if (!good) {
                    yield BodyCodec.ofError(bytes -> ErrorBodies.toAnthropic(head.status, bytes, head.requestId));
                }
                yield head.eventStream
                        ? new StreamCodec(out, new ChunkEvents(out, head.requestId))
                        : BodyCodec.ofAnswer(TokenUsage::ofOpenAi, CompletionBody::translate);
            }
        };
    }
}
