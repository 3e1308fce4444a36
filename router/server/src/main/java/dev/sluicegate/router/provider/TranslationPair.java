package dev.sluicegate.router.provider;

import java.util.Arrays;
import java.util.Optional;

/**
 * A translation that a request can take, for a provider that does not have what is asked for. Each constant is a translation that
 * there is; one more is a constant here, which {@code Translation} is then asked for by the compiler.
 */
public enum TranslationPair {
    /** For a provider that deviates from the protocol which both speak. */
    CHAT_TO_CHAT(Operation.CHAT, Operation.CHAT),
    CHAT_TO_MESSAGES(Operation.CHAT, Operation.MESSAGES),
    MESSAGES_TO_CHAT(Operation.MESSAGES, Operation.CHAT),
    RESPONSES_TO_CHAT(Operation.RESPONSES, Operation.CHAT),
    RESPONSES_TO_MESSAGES(Operation.RESPONSES, Operation.MESSAGES);

    private final Operation asked;
    private final Operation there;

    TranslationPair(Operation asked, Operation there) {
        this.asked = asked;
        this.there = there;
    }

    /** What the client asks for. */
    public Operation asked() {
        return asked;
    }

    /** What the provider is asked for in its place. */
    public Operation there() {
        return there;
    }

    /** Empty if nothing turns the one into the other. */
    public static Optional<TranslationPair> of(Operation asked, Operation there) {
        return Arrays.stream(values())
                .filter(pair -> pair.asked == asked && pair.there == there)
                .findFirst();
    }
}
