package dev.sluicegate.router.translate;

/** What was asked for cannot be said in the other protocol. Thrown inside this package only. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param sentence for the client: which field, why, and what to do instead; nothing of the field's content */
    Refusal(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
