package dev.sluicegate.operator.model;

import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * A number of pods, or a share of all of them.
 *
 * @param amount at least 1
 * @param percent whether {@code amount} is a percentage
 */
public record IntOrPercent(int amount, boolean percent) {
    public IntOrPercent {
        if (amount < 1) {
            throw new IllegalArgumentException("must be at least 1 or 1%, not " + amount + (percent ? "%" : ""));
        }
    }

    /** @throws IllegalArgumentException with a sentence for the person who wrote {@code value} */
    static IntOrPercent parse(IntOrString value) {
        if (value.getIntVal() != null) {
            return new IntOrPercent(value.getIntVal(), false);
        }
        String text = value.getStrVal();
        if (!text.matches("[0-9]{1,3}%")) {
            throw new IllegalArgumentException("'" + text + "' is neither a number nor a percentage such as 25%");
        }
        return new IntOrPercent(Integer.parseInt(text.substring(0, text.length() - 1)), true);
    }

    /** The number of pods that this is of {@code all}, rounded up. */
    public int of(int all) {
        return percent ? Math.ceilDiv(all * amount, 100) : amount;
    }
}
