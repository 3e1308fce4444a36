package dev.sluicegate.router.config;

import java.util.List;

/** Reads and writes the config file. Stateless; safe for any thread. */
public final class RouterConfigReader {
    private RouterConfigReader() {}

    /** Reads YAML or JSON strictly: an unknown field is an error with its path. Opens no file that the config names. */
    public static ConfigReading read(byte[] bytes) {
        BlockReader reader = BlockReader.ofRouter();
        RouterConfig config = reader.read(bytes, RouterConfig.class);
        return config == null || !reader.errors().isEmpty()
                ? new ConfigReading.Invalid(reader.errors())
                : new ConfigReading.Valid(config, hash(bytes));
    }

    /** What is legal in a config but hardly meant, each a sentence. */
    public static List<String> warnings(RouterConfig config) {
        return ConfigWarnings.of(config);
    }

    /** The config as YAML, always the same bytes for equal configs; what equals its default is left out. */
    public static byte[] write(RouterConfig config) {
        return BlockWriter.write(config);
    }

    /** Names the exact bytes of a config: what a router reports as its config's hash. 64 hexadecimal digits of SHA-256. */
    public static String hash(byte[] bytes) {
        return Sha256.hex(bytes);
    }
}
