package dev.sluicegate.operator.reason;

/** The end that something has which a reason names. */
public enum Outlook {
    /** Nothing is wrong. */
    FINE("nothing is wrong"),
    /** It ends without anybody's help. */
    PASSES("by itself"),
    /** Mostly only a person can end it; it is over as soon as the cause is gone, which may also happen by itself. */
    NEEDS_A_PERSON("when a person has removed the cause"),
    /** Mostly only a changed spec can end it: what is wrong is in the revision itself, and not around it. */
    MOSTLY_FINAL("mostly only with a changed spec"),
    /** Waiting cannot help, only a changed spec can, or another content of a file that the pod reads. */
    FINAL_BUT_FOR_FILES("only with a changed spec, or when a Secret that it names is mended"),
    /** Waiting cannot help, only a changed spec can. */
    FINAL("only with a changed spec");

    private final String end;

    Outlook(String end) {
        this.end = end;
    }

    /** The end in words, for a table. */
    public String end() {
        return end;
    }

    /** True if a person is needed. */
    public boolean isForAPerson() {
        return this != FINE && this != PASSES;
    }

    /** True if what is wrong is in the revision itself, as far as one pod can tell. */
    public boolean isOfTheRevision() {
        return this == MOSTLY_FINAL || this == FINAL_BUT_FOR_FILES || this == FINAL;
    }
}
