package dev.sluicegate.router.provider;

/** The result of reading a generation request's body. */
public sealed interface BodyReading {
    /**
     * @param model as the client named it
     * @param modelStart where the JSON string that names the model starts, quotes included, counted in bytes from the body's start
     * @param modelEnd where it ends
     * @param stream whether the client asks for a stream
     * @param streamOptions whether the client says more about that, whatever it says
     * @param encoded what of it is no text
     * @param output how much the client wants at most
     */
    record Valid(
            String model,
            int modelStart,
            int modelEnd,
            boolean stream,
            boolean streamOptions,
            Encoded encoded,
            AskedOutput output)
            implements BodyReading {}

    /**
     * The size of the answer that a client asks for.
     *
     * @param tokens at most; negative where it does not say
     * @param choices at least 1
     */
    record AskedOutput(long tokens, long choices) {
        static final AskedOutput UNSAID = new AskedOutput(-1, 1);

        /** The most tokens that may be generated, about. */
        public long most(long unsaid) {
            return Math.min(Integer.MAX_VALUE, choices) * Math.min(Integer.MAX_VALUE, tokens < 0 ? unsaid : tokens);
        }
    }

    /**
     * Pictures and other files that stand in a body as base64.
     *
     * @param bytes how many of the body's bytes they are, about
     * @param strings how many they are
     */
    record Encoded(long bytes, int strings) {
        private static final int BYTES_A_TOKEN = 4;

        /** Providers take 85 to about 1600 for a picture. */
        private static final int TOKENS_A_FILE = 1_000;

        /** The tokens that a provider will count in a body with these in it, about. */
        public long estimatedTokens(long bodyLength) {
            return Math.max(0, bodyLength - bytes) / BYTES_A_TOKEN + (long) strings * TOKENS_A_FILE;
        }
    }

    /** @param problem a sentence for the client, without any of the body's content */
    record Invalid(String problem) implements BodyReading {}
}
