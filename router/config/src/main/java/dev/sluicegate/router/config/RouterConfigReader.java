package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and writes the config file. Stateless; safe for any thread. */
public final class RouterConfigReader {
    private static final YAMLMapper MAPPER = ConfigMapping.mapper();

    private RouterConfigReader() {}

    /** Reads YAML or JSON strictly: an unknown field is an error with its path. Opens no file that the config names. */
    public static ConfigReading read(byte[] bytes) {
        RouterConfig config;
        try {
            config = MAPPER.readValue(bytes, RouterConfig.class);
        } catch (JsonProcessingException e) {
            // a syntax error inside a list or map arrives wrapped in the path that led there
            return new ConfigReading.Invalid(
                    List.of(error(e.getCause() instanceof StreamReadException syntax ? syntax : e)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (config == null) {
            return new ConfigReading.Invalid(
                    List.of(new ConfigError("", "the config is empty; write at least version, providers and models")));
        }
        List<ConfigError> errors = RouterConfigValidator.validate(config);
        return errors.isEmpty() ? new ConfigReading.Valid(config, hash(bytes)) : new ConfigReading.Invalid(errors);
    }

    /** What is legal in a config but hardly meant, each a sentence. */
    public static List<String> warnings(RouterConfig config) {
        return ConfigWarnings.of(config);
    }

    /** The config as YAML, always the same bytes for equal configs; what equals its default is left out. */
    public static byte[] write(RouterConfig config) {
        try {
            return MAPPER.writeValueAsBytes(config);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names the exact bytes of a config: what a router reports as its config's hash. 64 hexadecimal digits of SHA-256. */
    public static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ConfigError error(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                new ConfigError(
                        path(unknown),
                        "there is no such field; known here are "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case InvalidFormatException format -> new ConfigError(path(format), formatMessage(format));
            case ValueInstantiationException value -> new ConfigError(path(value), valueMessage(value));
            case MismatchedInputException mismatch ->
                new ConfigError(path(mismatch), "has the wrong shape here: wanted is a " + wanted(mismatch));
            case JsonMappingException mapping -> new ConfigError(path(mapping), firstLine(mapping));
            default ->
                new ConfigError(
                        "",
                        "not readable as YAML or JSON at line "
                                + (e.getLocation() == null
                                        ? "?"
                                        : e.getLocation().getLineNr()) + ": " + firstLine(e));
        };
    }

    private static String formatMessage(InvalidFormatException e) {
        Class<?> type = e.getTargetType();
        if (type.isEnum()) {
            return "'" + e.getValue() + "' is not one of the words allowed here: " + words(e);
        }
        if (type == Boolean.class || type == boolean.class) {
            return "'" + e.getValue() + "' is neither true nor false";
        }
        if (type == Integer.class || type == int.class) {
            return "'" + e.getValue() + "' is no whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        }
        return firstLine(e);
    }

    private static String valueMessage(ValueInstantiationException e) {
        return switch (e.getCause()) {
            case IllegalArgumentException cause -> String.valueOf(cause.getMessage());
            case NullPointerException _ -> "a list here has an empty element; write it out or remove its dash";
            case null, default -> firstLine(e);
        };
    }

    private static String wanted(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null || type.isRecord()) {
            return "map of fields";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "map of words";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "list";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return "number";
        }
        return type == int.class || type == Integer.class ? "whole number" : "single word or text";
    }

    private static String words(InvalidFormatException format) {
        return Stream.of(format.getTargetType().getEnumConstants())
                .map(word -> MAPPER.convertValue(word, String.class))
                .collect(Collectors.joining(", "));
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }
}
