package dev.sluicegate.operator.write;

/** A write whose object has changed or gone since it was observed: nothing was written, and the decision has to be made anew. */
public final class ChangedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ChangedException(String sentence) {
        super(sentence);
    }
}
