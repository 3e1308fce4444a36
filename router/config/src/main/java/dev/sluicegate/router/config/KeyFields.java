package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One key's fields as they stand in a file of keys. Says what is wrong with each without repeating its value. */
final class KeyFields {
    private static final int MOST = 1_000_000_000;

    private final String path;
    private final Document.Fields node;
    private final List<ConfigError> errors;
    private final Set<String> known = new HashSet<>();

    KeyFields(String path, Document.Fields node, List<ConfigError> errors) {
        this.path = path;
        this.node = node;
        this.errors = errors;
    }

    @Nullable String text(String name) {
        Document value = field(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Document.Scalar scalar && scalar.isText()) {
            return scalar.text();
        }
        error(name, "must be text; put quotes around it");
        return null;
    }

    @Nullable Integer positive(String name) {
        Document value = field(name);
        if (value == null) {
            return null;
        }
        BigDecimal number = number(value, Document.Kind.WHOLE);
        if (number.signum() <= 0 || number.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            error(name, "must be a whole number from 1 to " + MOST + "; leave it out for the config's own limit");
            return null;
        }
        return number.intValueExact();
    }

    /** 0 if it is not of the wanted kind, or a whole one. */
    private static BigDecimal number(@Nullable Document value, Document.Kind wanted) {
        boolean fits = value instanceof Document.Scalar(var _, Document.Kind kind)
                && (kind == Document.Kind.WHOLE || kind == wanted);
        try {
            return fits && value instanceof Document.Scalar scalar
                    ? new BigDecimal(scalar.text().replace("_", ""))
                    : BigDecimal.ZERO;
        } catch (NumberFormatException _) {
            return BigDecimal.ZERO;
        }
    }

    @Nullable List<String> words(String name) {
        Document value = field(name);
        if (value == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        boolean allText = value instanceof Document.Items items
                && items.values().stream().allMatch(item -> isText(item, words::add));
        if (!allText || words.isEmpty()) {
            error(name, "must be a list of at least one name; leave it out for all");
        }
        return words;
    }

    Map<String, String> map(String name) {
        Document value = field(name);
        Map<String, String> map = new LinkedHashMap<>();
        if (value == null) {
            return map;
        }
        boolean allText = value instanceof Document.Fields fields
                && fields.values().entrySet().stream()
                        .allMatch(entry -> isText(entry.getValue(), text -> map.put(entry.getKey(), text)));
        if (!allText) {
            error(name, "must be a map whose values are text; put quotes around numbers");
        }
        return map;
    }

    private static boolean isText(Document value, Consumer<String> text) {
        if (value instanceof Document.Scalar scalar && scalar.isText()) {
            text.accept(scalar.text());
            return true;
        }
        return false;
    }

    @Nullable Instant instant(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            error(name, "must be a time in UTC, as in 2026-12-31T00:00:00Z");
            return null;
        }
    }

    KeysFile.@Nullable Budget budget(String name) {
        Document value = field(name);
        if (value == null) {
            return null;
        }
        Map<String, Document> parts = value instanceof Document.Fields fields ? fields.values() : Map.of();
        BigDecimal amount = number(parts.get("amount"), Document.Kind.FRACTION);
        KeysFile.Period per = parts.get("per") instanceof Document.Scalar word ? period(word.text()) : null;
        if (parts.size() != 2
                || per == null
                || amount.signum() <= 0
                || amount.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            error(name, "must be as in {amount: 100, per: Month}: an amount above 0, and Day or Month");
            return null;
        }
        return new KeysFile.Budget(amount.stripTrailingZeros(), per);
    }

    private static KeysFile.@Nullable Period period(String word) {
        for (KeysFile.Period period : KeysFile.Period.values()) {
            if (period.word().equals(word)) {
                return period;
            }
        }
        return null;
    }

    /** To be called after all others. */
    void refuseOthers(String alsoKnown) {
        known.add(alsoKnown);
        long others = node.values().keySet().stream()
                .filter(field -> !known.contains(field))
                .count();
        if (others > 0) {
            // not by its name: that may be a key which has lost its "key:"
            error(
                    "",
                    "has " + others + " unknown field(s); it may have "
                            + String.join(", ", known.stream().sorted().toList()));
        }
    }

    void error(String name, String message) {
        errors.add(new ConfigError(name.isEmpty() ? path : path + "." + name, message));
    }

    private @Nullable Document field(String name) {
        known.add(name);
        Document value = node.values().get(name);
        return value == Document.Nothing.NOTHING ? null : value;
    }
}
