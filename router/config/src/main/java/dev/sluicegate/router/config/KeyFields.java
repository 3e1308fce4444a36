package dev.sluicegate.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One key's fields as they stand in a file of keys. Says what is wrong with each without repeating its value. */
final class KeyFields {
    private static final int MOST = 1_000_000_000;

    private final String path;
    private final JsonNode node;
    private final List<ConfigError> errors;
    private final Set<String> known = new HashSet<>();

    KeyFields(String path, JsonNode node, List<ConfigError> errors) {
        this.path = path;
        this.node = node;
        this.errors = errors;
    }

    @Nullable String text(String name) {
        JsonNode value = field(name);
        if (value != null && !value.isTextual()) {
            error(name, "must be text; put quotes around it");
        }
        return value == null ? null : value.textValue();
    }

    @Nullable Integer positive(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > MOST) {
            error(name, "must be a whole number from 1 to " + MOST + "; leave it out for the config's own limit");
            return null;
        }
        return value.intValue();
    }

    @Nullable List<String> words(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        value.forEach(word -> {
            if (word.isTextual()) {
                words.add(word.textValue());
            }
        });
        if (!value.isArray() || words.isEmpty() || words.size() != value.size()) {
            error(name, "must be a list of at least one name; leave it out for all");
        }
        return words;
    }

    Map<String, String> map(String name) {
        JsonNode value = field(name);
        Map<String, String> map = new LinkedHashMap<>();
        if (value == null) {
            return map;
        }
        value.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                map.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        if (!value.isObject() || map.size() != value.size()) {
            error(name, "must be a map whose values are text; put quotes around numbers");
        }
        return map;
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
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        BigDecimal amount =
                value.path("amount").isNumber() ? value.path("amount").decimalValue() : BigDecimal.ZERO;
        KeysFile.Period per = period(value.path("per").asText());
        if (value.size() != 2
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
        long others = node.properties().stream()
                .filter(entry -> !known.contains(entry.getKey()))
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

    private @Nullable JsonNode field(String name) {
        known.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
