package dev.sluicegate.router.translate;

/** A response is not what its protocol says, or says what the client's has no word for. Thrown inside this package only. */
final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param what follows "the provider "; nothing of the response's content */
    Untranslatable(String what) {
        super(what, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
