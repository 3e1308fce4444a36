package dev.sluicegate.router.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads and writes the config file. Stateless; safe for any thread. */
public final class RouterConfigReader {
    private RouterConfigReader() {}

    /** The steps from each version of the format to the next, in order; the first is from a config that does not say its version. */
    private static final List<Migration> MIGRATIONS = List.of(new Migration(
            "the config does not say its version; it is read as version 1, write version: 1", fields -> fields));

    /**
     * A step from one version of the format to the next. Pure.
     *
     * @param remark what to tell whoever has written the older one
     * @param fields from the older version's to the newer's, but for {@code version} itself
     */
    record Migration(String remark, UnaryOperator<Map<String, Document>> fields) {}

    /** Reads YAML or JSON strictly: an unknown field is an error with its path. Opens no file that the config names. */
    public static ConfigReading read(byte[] bytes) {
        return read(bytes, MIGRATIONS);
    }

    /**
     * The same for a file that a person or the operator has written: its values may name variables as <code>${NAME}</code>, errors have
     * their line, and files of other programs are recognised.
     */
    public static ConfigReading readFile(byte[] bytes, Map<String, String> environment) {
        return switch (read(bytes, MIGRATIONS, BlockReader.ofRouter(environment))) {
            case ConfigReading.Valid valid -> valid;
            case ConfigReading.Invalid invalid ->
                OtherFile.recognise(bytes)
                        .map(it -> new ConfigReading.Invalid(List.of(it), null))
                        .orElseGet(() -> new ConfigReading.Invalid(
                                ConfigLines.locate(bytes, invalid.errors()), invalid.config()));
        };
    }

    /** @param migrations as many as there are versions */
    static ConfigReading read(byte[] bytes, List<Migration> migrations) {
        return read(bytes, migrations, BlockReader.ofRouter(null));
    }

    private static ConfigReading read(byte[] bytes, List<Migration> migrations, BlockReader reader) {
        List<String> remarks = new ArrayList<>();
        RouterConfig config =
                reader.read(bytes, RouterConfig.class, document -> migrate(document, migrations, remarks));
        if (config == null || !reader.errors().isEmpty()) {
            return new ConfigReading.Invalid(reader.errors(), config);
        }
        if (!reader.ignored().isEmpty()) {
            remarks.add("what is for the operator of a gateway is ignored: " + String.join(", ", reader.ignored()));
        }
        return new ConfigReading.Valid(config, hash(bytes), remarks);
    }

    /** The document in the newest version. One that says a version that is none is left for the reader to refuse. */
    static Document migrate(Document document, List<Migration> migrations, List<String> remarks) {
        if (!(document instanceof Document.Fields(Map<String, Document> written))) {
            return document;
        }
        int version = switch (written.getOrDefault("version", Document.Nothing.NOTHING)) {
            case Document.Nothing _ -> 0;
            case Document.Scalar(String text, var _) when text.matches("[1-9][0-9]{0,8}") -> Integer.parseInt(text);
            case Document _ -> migrations.size();
        };
        if (version >= migrations.size()) {
            return document;
        }
        Map<String, Document> fields = written;
        for (Migration migration : migrations.subList(version, migrations.size())) {
            fields = migration.fields().apply(fields);
            remarks.add(migration.remark());
        }
        Map<String, Document> newest = new LinkedHashMap<>(fields);
        newest.put("version", new Document.Scalar(Integer.toString(migrations.size()), Document.Kind.WHOLE));
        return new Document.Fields(newest);
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
