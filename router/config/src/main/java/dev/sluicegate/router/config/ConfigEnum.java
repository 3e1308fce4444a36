package dev.sluicegate.router.config;

import java.util.Locale;

/** A constant that stands in configs as a word: {@code WEIGHTED_RANDOM} as {@code WeightedRandom}. Other enums are written by their names. */
public interface ConfigEnum {
    String name();

    /** As it is written. */
    default String word() {
        StringBuilder word = new StringBuilder();
        for (String part : name().split("_", -1)) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }

    /** The word of any enum's constant. */
    static String word(Object constant) {
        return constant instanceof ConfigEnum written ? written.word() : ((Enum<?>) constant).name();
    }
}
