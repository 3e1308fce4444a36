package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads and writes the config file. Stateless; safe for any thread. */
public final class RouterConfigReader {
    private RouterConfigReader() {}

    /** Reads YAML or JSON strictly: an unknown field is an error with its path. Opens no file that the config names. */
    public static ConfigReading read(byte[] bytes) {
        RouterConfig config;
        try {
            Document document = Document.read(bytes);
            if (document == Document.Nothing.NOTHING) {
                return invalid("", "the config is empty; write at least version, providers and models");
            }
            config = RecordReader.read(document, RouterConfig.class);
        } catch (JsonProcessingException e) {
            return invalid("", "not readable as YAML or JSON at line " + line(e) + ": " + firstLine(e));
        } catch (RecordReader.Refusal e) {
            return new ConfigReading.Invalid(List.of(e.error()));
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
            return ConfigWriting.MAPPER.writeValueAsBytes(config);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names the exact bytes of a config: what a router reports as its config's hash. 64 hexadecimal digits of SHA-256. */
    public static String hash(byte[] bytes) {
        return Sha256.hex(bytes);
    }

    private static ConfigReading invalid(String path, String message) {
        return new ConfigReading.Invalid(List.of(new ConfigError(path, message)));
    }

    private static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "?" : Integer.toString(e.getLocation().getLineNr());
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }
}
