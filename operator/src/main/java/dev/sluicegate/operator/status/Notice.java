package dev.sluicegate.operator.status;

import dev.sluicegate.operator.reason.EventReason;
import io.fabric8.kubernetes.api.model.Condition;

/**
 * A transition that a person would want to know; becomes an Event.
 *
 * @param reason CamelCase
 * @param sentence for {@code kubectl describe}
 */
public record Notice(Kind kind, String reason, String sentence) {
    /** The type of an Event, called as Kubernetes calls it. */
    public enum Kind {
        Normal,
        Warning
    }

    /** Something that went as it should. */
    public static Notice normal(EventReason reason, String sentence) {
        return new Notice(Kind.Normal, reason.name(), sentence);
    }

    /** Something that a person may have to look at. */
    public static Notice warning(EventReason reason, String sentence) {
        return new Notice(Kind.Warning, reason.name(), sentence);
    }

    /** A condition that a person may have to look at. */
    static Notice warning(Condition condition) {
        return new Notice(Kind.Warning, condition.getReason(), condition.getMessage());
    }
}
