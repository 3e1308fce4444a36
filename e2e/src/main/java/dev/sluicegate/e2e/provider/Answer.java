package dev.sluicegate.e2e.provider;

/** The wire format of one answer in one protocol. Immutable; each text is exactly what goes on the wire. */
sealed interface Answer permits OpenAiAnswer, AnthropicAnswer {
    /** Events before the first token. */
    String opening();

    /** The event of token n. */
    String token(int n);

    /** Events after the last token, the terminator included. */
    String closing();

    /** The error event of a stream. */
    String failing();

    /** The answer to a request that does not stream. */
    String whole();

    /** The body of an answer that is only an error. */
    String refusal(int status, String message);
}
