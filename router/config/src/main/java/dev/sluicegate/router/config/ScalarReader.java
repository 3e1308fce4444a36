package dev.sluicegate.router.config;

import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/** Single values of a config, and the sentences for those that are none. */
final class ScalarReader {
    private ScalarReader() {}

    /** What is wrong with a single value. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final String rule;

        /** @param rule what the value should be, without the value */
        Refusal(String rule) {
            this(rule, rule);
        }

        private Refusal(String message, String rule) {
            super(message, null, false, false);
            this.rule = rule;
        }

        /** The sentence "'text' is …". */
        static Refusal of(String text, String rule) {
            return new Refusal("'" + text + "' " + rule, rule);
        }

        /** The sentence "must be …, not …". */
        static Refusal instead(String rule, Object value) {
            return new Refusal(rule + ", not " + value, rule);
        }

        /** What a value should be, without the one that was written. */
        String rule() {
            return rule;
        }
    }

    static Object read(Document.Scalar scalar, Class<?> type) throws Refusal {
        String text = scalar.text();
        if (type == String.class) {
            return text;
        }
        try {
            if (type == Duration.class) {
                return DurationText.parse(text);
            }
            if (type == ByteSize.class) {
                return ByteSize.parse(text);
            }
            if (type.isRecord()) {
                return type.getMethod("parse", String.class).invoke(null, text);
            }
            if (type == URI.class) {
                return URI.create(text);
            }
        } catch (InvocationTargetException e) {
            throw new Refusal(String.valueOf(e.getTargetException().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " needs a public static parse(String)", e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
        if (type == boolean.class || type == Boolean.class) {
            return truth(text);
        }
        if (type == Instant.class) {
            return instant(text);
        }
        return type.isEnum() ? word(text, type) : number(scalar, type);
    }

    private static Instant instant(String text) throws Refusal {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.of(text, "is no time in UTC, as in 2026-12-31T00:00:00Z");
        }
    }

    private static Boolean truth(String text) throws Refusal {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw Refusal.of(text, "is neither true nor false");
        };
    }

    private static Object number(Document.Scalar scalar, Class<?> type) throws Refusal {
        // YAML allows 1_000
        String text = scalar.isText() ? scalar.text() : scalar.text().replace("_", "");
        boolean whole = type == int.class || type == Integer.class;
        try {
            if (whole) {
                return Integer.decode(text);
            }
            BigDecimal number = new BigDecimal(text);
            return type == BigDecimal.class ? number : (Object) number.doubleValue();
        } catch (NumberFormatException e) {
            String range = " from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
            throw Refusal.of(scalar.text(), "is no " + (whole ? "whole number" + range : "number"));
        }
    }

    private static Object word(String text, Class<?> type) throws Refusal {
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (ConfigEnum.word(constant).equals(text)) {
                return constant;
            }
        }
        List<String> words = Stream.of(constants).map(ConfigEnum::word).toList();
        throw Refusal.of(
                text,
                "is not one of the words allowed here" + Spelling.question(text, words) + ": "
                        + String.join(", ", words));
    }

    /** For the sentence "wanted is a …". */
    static String wanted(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return "number";
        }
        return type == int.class || type == Integer.class ? "whole number" : "single word or text";
    }
}
