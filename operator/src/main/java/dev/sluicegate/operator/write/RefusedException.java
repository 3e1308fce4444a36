package dev.sluicegate.operator.write;

import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;

/** A write that the API server did not take, or that must not be made; trying it again at once does not help. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** @param sentence what was refused, by whom and why, for {@code kubectl describe} */
    public RefusedException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The same for a gateway's conditions. */
    public Refusal refusal() {
        return new Refusal(reason, getMessage() + "; " + reason.advice());
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
