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
     */
    record Valid(String model, int modelStart, int modelEnd, boolean stream, boolean streamOptions, Encoded encoded)
            implements BodyReading {}

    /**
     * Pictures and other files that stand in a body as base64.
     *
     * @param bytes how many of the body's bytes they are, about
     * @param strings how many they are
     */
    record Encoded(long bytes, int strings) {}

    /** @param problem a sentence for the client, without any of the body's content */
    record Invalid(String problem) implements BodyReading {}
}
