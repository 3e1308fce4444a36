package dev.sluicegate.e2e.provider;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A fault of the provider, made on request. A provider that refuses connections is one that was closed. */
public enum Fault {
    NONE("none"),
    /** The connection is reset (RST) and nothing was answered. */
    RESET_BEFORE_FIRST_BYTE("reset-before"),
    /** The connection is reset after half of the tokens. */
    RESET_AFTER_FIRST_BYTE("reset-after"),
    /** Half of the tokens, and then nothing for ever, on an open connection. */
    STALL("stall"),
    /** Half of the tokens, and then a clean end of the response without the protocol's terminator. */
    EOF("eof"),
    RATE_LIMITED("429"),
    OVERLOADED("529"),
    SERVER_ERROR("500"),
    /** Status 200, and the stream's first event is the protocol's error event. */
    FIRST_EVENT_ERROR("first-error");

    private final String word;

    Fault(String word) {
        this.word = word;
    }

    static Fault parse(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault '" + word + "'; write one of "
                        + Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "))));
    }

    /** As a directive names it. */
    public String word() {
        return word;
    }

    /** The status that this fault answers with, if that is all it does. */
    Optional<Integer> status() {
        return switch (this) {
            case RATE_LIMITED, OVERLOADED, SERVER_ERROR -> Optional.of(Integer.parseInt(word));
            case NONE, RESET_BEFORE_FIRST_BYTE, RESET_AFTER_FIRST_BYTE, STALL, EOF, FIRST_EVENT_ERROR ->
                Optional.empty();
        };
    }

    /** True if an answer of this many tokens goes wrong at this one. */
    boolean strikesAt(int token, int tokens) {
        return switch (this) {
            case RESET_AFTER_FIRST_BYTE, STALL, EOF -> token == tokens / 2;
            case NONE, RESET_BEFORE_FIRST_BYTE, RATE_LIMITED, OVERLOADED, SERVER_ERROR, FIRST_EVENT_ERROR -> false;
        };
    }
}
