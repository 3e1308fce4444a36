package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Translates a response that is one JSON document, at its end. */
final class BodyCodec implements ResponseCodec {
    private static final int LARGEST = 64 << 20;
    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Function<byte[], Result> translation;
    private boolean complete;
    private @Nullable String problem;
    private @Nullable TokenUsage usage;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    private record Result(byte[] body, @Nullable TokenUsage usage) {}

    private BodyCodec(Function<byte[], Result> translation) {
        this.translation = translation;
    }

    /** What becomes of an answer. */
    interface AnswerTranslation {
        /** @param usage null if the provider did not say */
        JsonNode of(JsonNode answer, @Nullable TokenUsage usage);
    }

    /**
     * @param renames of the request's tools
     * @param usageOf finds what an answer says of its tokens; null if it says nothing
     */
    static BodyCodec ofAnswer(
            ToolRenames renames, Function<JsonNode, @Nullable TokenUsage> usageOf, AnswerTranslation translation) {
        return new BodyCodec(bytes -> {
            JsonNode answer = renames.restore(read(bytes));
            TokenUsage usage = usageOf.apply(answer);
            return new Result(Json.bytes(translation.of(answer, usage)), usage);
        });
    }

    static BodyCodec ofError(Function<byte[], JsonNode> translation) {
        return new BodyCodec(bytes -> new Result(Json.bytes(translation.apply(bytes)), null));
    }

    static BodyCodec ofPassedError(UnaryOperator<byte[]> envelope) {
        return new BodyCodec(bytes -> new Result(envelope.apply(bytes), null));
    }

    private static JsonNode read(byte[] bytes) {
        try {
            return Json.read(bytes);
        } catch (IOException e) {
            throw new Untranslatable("answered with something that is not JSON");
        }
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] accept(byte[] bytes, int from, int to) {
        if (body.size() + (to - from) > LARGEST) {
            problem = "answered with more than " + (LARGEST >> 20) + " MiB";
            body.reset();
        }
        if (problem == null) {
            body.write(bytes, from, to - from);
        }
        return NOTHING;
    }

    @Override
    public byte[] end() {
        if (problem != null) {
            return NOTHING;
        }
        try {
            Result result = translation.apply(body.toByteArray());
            usage = result.usage;
            complete = true;
            return result.body;
        } catch (Untranslatable e) {
            problem = e.what();
            return NOTHING;
        }
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public @Nullable TokenUsage usage() {
        return usage;
    }
}
