package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.schema.Schema.SingleValue;

/**
 * A number of pods, or a share of all of them, written as {@code 2} or {@code 25%}.
 *
 * @param amount at least 1
 * @param percent whether {@code amount} is a percentage
 */
@SingleValue
public record IntOrPercent(int amount, boolean percent) {
    public IntOrPercent {
        if (amount < 1) {
            throw new IllegalArgumentException("must be at least 1 or 1%, not " + amount + (percent ? "%" : ""));
        }
    }

    /** @throws IllegalArgumentException with a sentence for the person who wrote {@code text} */
    public static IntOrPercent parse(String text) {
        if (!text.matches("[0-9]{1,9}|[0-9]{1,3}%")) {
            throw new IllegalArgumentException("'" + text + "' is neither a number nor a percentage such as 25%");
        }
        boolean percent = text.endsWith("%");
        return new IntOrPercent(Integer.parseInt(percent ? text.substring(0, text.length() - 1) : text), percent);
    }

    /** The number of pods that this is of {@code all}, rounded up. */
    public int of(int all) {
        return percent ? Math.ceilDiv(all * amount, 100) : amount;
    }
}
