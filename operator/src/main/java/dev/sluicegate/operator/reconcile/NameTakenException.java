package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.model.Refusal;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** An object that the gateway needs is there already and belongs to somebody else. It is left alone. */
final class NameTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NameTakenException(HasMetadata object) {
        super(object.getKind() + " " + object.getMetadata().getName()
                + " is there already and does not belong to this gateway; delete it, or give the gateway another name");
    }

    Refusal refusal() {
        return new Refusal("NameTaken", String.valueOf(getMessage()));
    }
}
