package dev.sluicegate.router.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field of the access log's and the accounts' lines, in the order in which they stand there: its name, which of the two has it, what it
 * means, and its value. The tables in {@code docs/observability.md} and {@code docs/accounting.md} are made of these. No key and no prompt
 * is ever a value.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions capture nothing
enum RecordField {
    REQUEST(
            "request",
            Lines.ACCESS,
            "the request's id, as the client was told it (`x-request-id`, `request-id`); the client's own if it sent one",
            RequestRecord::id),
    ID("id", Lines.ACCOUNTS, "the request's id, as the access log has it in `request`", RequestRecord::id),
    KEY(
            "key",
            Lines.BOTH,
            "the id of the client's key; `master` for the master key, `everybody` without keys; never the key",
            RequestRecord::key),
    LABELS("labels", Lines.ACCOUNTS, "the labels that the keys file gives that key", it -> it.labels()),
    OPERATION(
            "operation",
            Lines.BOTH,
            "`chat`, `responses`, `completions`, `embeddings`, `messages`, `count_tokens`",
            it -> it.operation() == null ? null : Label.of(it.operation())),
    STREAM("stream", Lines.BOTH, "whether the client asked for a stream", it -> it.stream()),
    MODEL("model", Lines.BOTH, "as the client said it, at most 128 characters", it -> shorten(it.modelAsked())),
    PROVIDER("provider", Lines.BOTH, "who was asked last", RequestRecord::provider),
    PROVIDER_MODEL("providerModel", Lines.BOTH, "that provider's name for the model", it -> shorten(it.modelUsed())),
    ATTEMPTS("attempts", Lines.BOTH, "how often a provider was asked", it -> it.attempts()),
    STATUS("status", Lines.BOTH, "what the client was told; 0 if it left before", it -> it.status()),
    OUTCOME(
            "outcome",
            Lines.BOTH,
            "`completed` (errors included), `client_left`, `upstream_failed` (after the answer had begun), `cut`",
            it -> Label.of(it.outcome())),
    ERROR(
            "error",
            Lines.BOTH,
            "the router's own word for what went wrong, such as `rate_limited` or `upstream_timeout`",
            RequestRecord::error),
    DURATION(
            "durationMs",
            Lines.BOTH,
            "from the arrival to the end",
            it -> it.durationNanos() / RecordField.NANOS_IN_A_MILLISECOND),
    FIRST_BYTE(
            "firstByteMs",
            Lines.BOTH,
            "from the arrival to the answer's first byte",
            it -> it.firstByteNanos() < 0 ? null : it.firstByteNanos() / RecordField.NANOS_IN_A_MILLISECOND),
    BYTES("bytes", Lines.BOTH, "of the answer's body that went to the client", it -> it.bytes()),
    DROPPED(
            "dropped",
            Lines.ACCESS,
            "fields of the request that did not reach the provider, as in the response's `x-sluicegate-dropped`",
            it -> String.join(", ", it.dropped())),
    INPUT_TOKENS(
            "inputTokens",
            Lines.BOTH,
            "the whole prompt, what was read from or written to a prompt cache included",
            it -> it.usage().input()),
    CACHED_INPUT_TOKENS(
            "cachedInputTokens",
            Lines.ACCOUNTS,
            "what the provider read from its prompt cache",
            it -> it.usage().cachedInput()),
    CACHE_WRITE_TOKENS(
            "cacheWriteTokens",
            Lines.ACCOUNTS,
            "what the provider wrote to it",
            it -> it.usage().cacheWrite()),
    OUTPUT_TOKENS(
            "outputTokens",
            Lines.BOTH,
            "everything generated, reasoning included",
            it -> it.usage().output()),
    REASONING_TOKENS(
            "reasoningTokens",
            Lines.ACCOUNTS,
            "what of it was thought and not answer, where the provider says so",
            it -> it.usage().reasoning()),
    ESTIMATED(
            "estimated",
            Lines.BOTH,
            "whether the tokens, and so the cost, are an estimate",
            it -> it.usage().estimated()),
    COST(
            "cost",
            Lines.ACCOUNTS,
            "in the currency of `prices`, at most nine decimals; left out if there is no price for the model",
            it -> it.cost().isPresent() ? money(it.cost().getAsLong()) : null);

    private static final long NANOS_IN_A_MILLISECOND = 1_000_000;
    /** A client may write anything for the model's name. */
    private static final int LONGEST_MODEL = 128;

    /** The lines that have a field. */
    enum Lines {
        ACCESS,
        ACCOUNTS,
        BOTH
    }

    private final String word;
    private final Lines lines;
    private final String meaning;

    private final Function<RequestRecord, @Nullable Object> value;

    RecordField(String word, Lines lines, String meaning, Function<RequestRecord, @Nullable Object> value) {
        this.word = word;
        this.lines = lines;
        this.meaning = meaning;
        this.value = value;
    }

    String word() {
        return word;
    }

    /** What it says, in a clause without a full stop. */
    String meaning() {
        return meaning;
    }

    boolean isIn(Lines wanted) {
        return lines == wanted || lines == Lines.BOTH;
    }

    /** Writes it; nothing for what is not known or empty. */
    void write(JsonGenerator json, RequestRecord request) throws IOException {
        switch (value.apply(request)) {
            case null -> {}
            case String text when text.isEmpty() -> {}
            case Map<?, ?> map when map.isEmpty() -> {}
            case String text -> json.writeStringField(word, text);
            case Boolean truth -> json.writeBooleanField(word, truth);
            case Integer number -> json.writeNumberField(word, number);
            case Long number -> json.writeNumberField(word, number);
            case BigDecimal amount -> {
                json.writeFieldName(word);
                json.writeNumber(amount.toPlainString());
            }
            case Map<?, ?> map -> {
                json.writeObjectFieldStart(word);
                for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
                    json.writeStringField(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
                }
                json.writeEndObject();
            }
            case Object other -> throw new IllegalStateException(word + " has a value of " + other.getClass());
        }
    }

    static @Nullable String shorten(@Nullable String model) {
        return model == null || model.length() <= LONGEST_MODEL ? model : model.substring(0, LONGEST_MODEL);
    }

    private static BigDecimal money(long billionths) {
        return BigDecimal.valueOf(billionths, 9).stripTrailingZeros();
    }
}
