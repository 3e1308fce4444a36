package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.TranslationPair;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The translation of one request and of its response, between what a client asks for and what its provider is asked for.
 * {@code docs/protocols.md} says what is translated, and how. Immutable; each {@link #response} is not.
 */
public final class Translation {
    private final Function<Head, ResponseCodec> responses;

    private Translation(Function<Head, ResponseCodec> responses) {
        this.responses = responses;
    }

    /** The result of translating a request. */
    public sealed interface Result {
        /**
         * @param body for the provider; what is left of the request afterwards does not hold on to it
         * @param dropped the fields that do not reach the provider, each once
         */
        @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
        record Translated(Translation translation, byte[] body, List<String> dropped) implements Result {}

        /** @param error for the client: which field cannot be translated, why, and what to do instead */
        record Refused(ApiError error) implements Result {
            private Refused(String sentence) {
                this(new ApiError(ApiError.Kind.NOT_SUPPORTED, sentence));
            }
        }
    }

    /**
     * Settings of a translation, of the config and of what has been learned of the provider.
     *
     * @param without names of fields that the provider refuses; what the router or a hint put there is left out
     * @param features of the provider
     */
    public record Options(Unsupported unsupported, CacheMarks cacheMarks, Set<String> without, Features features) {
        public Options {
            without = Set.copyOf(without);
        }

        boolean ownCacheMarks() {
            return cacheMarks == CacheMarks.SET;
        }
    }

    /**
     * The head of a response, as far as a translation must know it.
     *
     * @param eventStream whether its body is a stream of server-sent events
     * @param requestId the router's own
     * @param second in which it came, since 1970
     */
    public record Head(int status, boolean eventStream, String requestId, long second) {
        private boolean good() {
            return status / 100 == 2;
        }
    }

    /**
     * Translates a request's body, in time and memory proportional to it.
     *
     * @param asked by the client
     * @param there what the provider is asked for in its place, by {@link Operation#at}
     * @param body the whole of it
     * @param model the model's name at the provider
     */
    public static Result of(Operation asked, Operation there, byte[] body, String model, Options options) {
        try {
            return translate(asked, there, Json.readStrictly(body), model, options);
        } catch (Refusal e) {
            return new Result.Refused(e.error());
        } catch (MismatchedInputException e) {
            return new Result.Refused("a field stands twice in one of the body's objects; send it once");
        } catch (JsonProcessingException e) {
            return new Result.Refused(
                    "the body is not JSON that can be translated: it is invalid, or nested too deeply");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can always be read", e);
        }
    }

    private static Result translate(Operation asked, Operation there, JsonNode request, String model, Options options) {
        TranslationPair pair = TranslationPair.of(asked, there)
                .orElseThrow(() -> new IllegalArgumentException("nothing turns " + asked + " into " + there));
        DroppedFields dropped = new DroppedFields(options.unsupported);
        return switch (pair) {
            case CHAT_TO_CHAT -> {
                AdaptedChat.Translated translated = AdaptedChat.translate(request, model, dropped);
                ObjectNode chat = translated.chat();
                boolean usageWanted = translated.usageWanted();
                ToolRenames renames = ProviderFit.chat(chat, options.features, options.without, dropped);
                yield translated(chat, dropped, head -> chatOfChat(head, renames, usageWanted));
            }
            case CHAT_TO_MESSAGES -> {
                ChatRequest.Translated translated = ChatRequest.translate(request, model, options, dropped);
                boolean usageWanted = translated.usageWanted();
                ToolRenames renames = toFit(translated.body(), options, dropped);
                yield translated(translated.body(), dropped, head -> chatOfMessage(head, renames, usageWanted));
            }
            case MESSAGES_TO_CHAT -> {
                ObjectNode chat = MessageRequest.translate(request, model, dropped);
                ToolRenames renames = ProviderFit.chat(chat, options.features, options.without, dropped);
                yield translated(chat, dropped, head -> messageOfChat(head, renames));
            }
            case RESPONSES_TO_CHAT -> {
                ResponsesRequest.Translated translated = ResponsesRequest.translate(request, model, false, dropped);
                ResponsesAnswer answer = translated.answer();
                ObjectNode chat = translated.chat();
                ToolRenames renames = ProviderFit.chat(chat, options.features, options.without, dropped);
                yield translated(chat, dropped, head -> responseOfChat(head, renames, answer));
            }
            case RESPONSES_TO_MESSAGES -> responseToMessage(request, model, options, dropped);
        };
    }

    private static Result responseToMessage(JsonNode request, String model, Options options, DroppedFields dropped) {
        ResponsesRequest.Translated translated = ResponsesRequest.translate(request, model, true, dropped);
        try {
            DroppedFields further = new DroppedFields(options.unsupported);
            ObjectNode message = ChatRequest.translate(translated.chat(), model, options, further)
                    .body();
            dropped.addAll(further, translated.origins()::of);
            ResponsesAnswer answer = translated.answer();
            ToolRenames renames = toFit(message, options, dropped);
            return translated(message, dropped, head -> responseOfMessage(head, renames, answer));
        } catch (Refusal e) {
            throw e.in(translated.origins());
        }
    }

    /** Makes a request for a message fit its provider. */
    private static ToolRenames toFit(ObjectNode message, Options options, DroppedFields dropped) {
        OptionalFields.leaveOut(message, options.without, dropped);
        return ToolRenames.inMessage(message, options.features.toolNameLength());
    }

    private static Result translated(ObjectNode body, DroppedFields dropped, Function<Head, ResponseCodec> responses) {
        return new Result.Translated(new Translation(responses), Json.bytes(body), dropped.names());
    }

    /** Translates the response that begins with {@code head}. */
    public ResponseCodec response(Head head) {
        return responses.apply(head);
    }

    /**
     * Puts an error of a provider into the envelope that its own protocol has for it. What has that already passes byte for byte.
     *
     * @param api the protocol of both, client and provider
     */
    public static ResponseCodec errorInItsOwnProtocol(Api api, int status, String requestId) {
        return BodyCodec.ofPassedError(body -> ErrorBodies.inEnvelope(api, status, body, requestId));
    }

    private static ResponseCodec chatOfChat(Head head, ToolRenames renames, boolean usageWanted) {
        if (!head.good()) {
            return BodyCodec.ofError(bytes -> ErrorBodies.sameOpenAi(head.status, bytes));
        }
        EventWriter out = new EventWriter();
        return head.eventStream
                ? new StreamCodec(out, renames, new AdaptedChunks(out, usageWanted, head.requestId))
                : BodyCodec.ofAnswer(
                        renames,
                        TokenUsage::inChat,
                        (completion, usage) -> AdaptedAnswer.whole(completion, usage, head.requestId));
    }

    private static ResponseCodec chatOfMessage(Head head, ToolRenames renames, boolean usageWanted) {
        if (!head.good()) {
            return BodyCodec.ofError(bytes -> ErrorBodies.toOpenAi(head.status, bytes));
        }
        EventWriter out = new EventWriter();
        return head.eventStream
                ? new StreamCodec(out, renames, new MessageEvents(out, usageWanted, head.second))
                : BodyCodec.ofAnswer(
                        renames,
                        TokenUsage::inMessage,
                        (message, usage) -> MessageBody.translate(message, TokenUsage.orNone(usage), head.second));
    }

    private static ResponseCodec messageOfChat(Head head, ToolRenames renames) {
        if (!head.good()) {
            return BodyCodec.ofError(bytes -> ErrorBodies.toAnthropic(head.status, bytes, head.requestId));
        }
        EventWriter out = new EventWriter();
        return head.eventStream
                ? new StreamCodec(out, renames, new ChunkEvents(out, head.requestId))
                : BodyCodec.ofAnswer(
                        renames,
                        TokenUsage::inChat,
                        (completion, usage) ->
                                CompletionBody.translate(completion, TokenUsage.orNone(usage), head.requestId));
    }

    private static ResponseCodec responseOfChat(Head head, ToolRenames renames, ResponsesAnswer answer) {
        if (!head.good()) {
            return BodyCodec.ofError(bytes -> ErrorBodies.sameOpenAi(head.status, bytes));
        }
        EventWriter out = new EventWriter();
        return head.eventStream
                ? new StreamCodec(out, renames, new ResponsesEvents(out, answer, head.requestId, head.second))
                : BodyCodec.ofAnswer(
                        renames,
                        TokenUsage::inChat,
                        (completion, usage) ->
                                ResponsesBody.translate(completion, usage, answer, head.requestId, head.second));
    }

    private static ResponseCodec responseOfMessage(Head head, ToolRenames renames, ResponsesAnswer answer) {
        if (!head.good()) {
            return BodyCodec.ofError(bytes -> ErrorBodies.toOpenAi(head.status, bytes));
        }
        EventWriter out = new EventWriter();
        ChunkSink chunks = new ResponsesEvents(out, answer, head.requestId, head.second);
        return head.eventStream
                ? new StreamCodec(out, renames, new MessageEvents(chunks, true, head.second))
                : BodyCodec.ofAnswer(
                        renames,
                        TokenUsage::inMessage,
                        (message, usage) -> ResponsesBody.translate(
                                MessageBody.translate(message, TokenUsage.orNone(usage), head.second),
                                usage,
                                answer,
                                head.requestId,
                                head.second));
    }
}
