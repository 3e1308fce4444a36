package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.util.List;

/**
 * The reader of a file of keys, which is strict, YAML or JSON. Errors name the key's id and never repeat a value: whoever has put a key at the wrong
 * place must not find it in a log.
 */
public final class KeysFileReader {
    private KeysFileReader() {}

    public static KeysReading read(byte[] bytes) {
        BlockReader reader = BlockReader.ofSecrets();
        KeysFile file = reader.read(bytes, KeysFile.class);
        return file == null || !reader.errors().isEmpty()
                ? new KeysReading.Invalid(reader.errors())
                : new KeysReading.Valid(file);
    }

    /** The result of reading a file of keys. */
    public sealed interface KeysReading {
        record Valid(KeysFile file) implements KeysReading {}

        /** @param errors at least one; none of them repeats a key, or anything that could be one */
        record Invalid(List<ConfigError> errors) implements KeysReading {}
    }
}
