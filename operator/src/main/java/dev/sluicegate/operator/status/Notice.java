package dev.sluicegate.operator.status;

/**
 * A transition that a person would want to know; becomes an Event.
 *
 * @param reason CamelCase
 * @param sentence for {@code kubectl describe}
 */
public record Notice(Kind kind, String reason, String sentence) {
    /** As in an Event's type. */
    public enum Kind {
        Normal,
        Warning
    }

    public static Notice normal(String reason, String sentence) {
        return new Notice(Kind.Normal, reason, sentence);
    }

    public static Notice warning(String reason, String sentence) {
        return new Notice(Kind.Warning, reason, sentence);
    }
}
