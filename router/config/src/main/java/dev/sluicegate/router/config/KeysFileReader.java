package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reader of a file of keys, which is strict, YAML or JSON. Errors name the key's id and never repeat a value: whoever has put a key at the wrong
 * place must not find it in a log. Used once.
 */
public final class KeysFileReader {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._]{0,62}");

    /** Whoever has the master key, and all clients where none needs a key. */
    private static final Set<String> RESERVED = Set.of("master", "everybody");

    private final List<ConfigError> errors = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> idsByHash = new HashMap<>();

    private KeysFileReader() {}

    public static KeysReading read(byte[] bytes) {
        KeysFileReader reader = new KeysFileReader();
        List<KeysFile.Key> keys = reader.keys(bytes);
        return reader.errors.isEmpty()
                ? new KeysReading.Valid(new KeysFile(keys))
                : new KeysReading.Invalid(List.copyOf(reader.errors));
    }

    private List<KeysFile.Key> keys(byte[] bytes) {
        Document root;
        try {
            root = Document.read(bytes);
        } catch (JsonProcessingException e) {
            // its own words quote the line, which may hold a key
            String line = e.getLocation() == null
                    ? "?"
                    : Integer.toString(e.getLocation().getLineNr());
            error("", "not readable as YAML or JSON at line " + line);
            return List.of();
        }
        if (!(root instanceof Document.Fields fields)
                || fields.values().size() != 1
                || !(fields.values().get("keys") instanceof Document.Items items)) {
            error("", "must be a map with the one field 'keys', which is a list");
            return List.of();
        }
        List<KeysFile.Key> keys = new ArrayList<>();
        for (int i = 0; i < items.values().size(); i++) {
            KeysFile.Key key = key(items.values().get(i), i);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    private KeysFile.@Nullable Key key(Document document, int index) {
        Document.Fields node = document instanceof Document.Fields fields ? fields : new Document.Fields(Map.of());
        String id = node.values().get("id") instanceof Document.Scalar word && word.isText() ? word.text() : "";
        if (!ID.matcher(id).matches()) {
            error(
                    "keys[" + index + "].id",
                    "must be there and be a name: letters, digits and any of - . _, at most 63; it is not the key itself");
            return null;
        }
        String path = "keys[" + id + "]";
        if (RESERVED.contains(id)) {
            error(path + ".id", "stands for something else; give the key another id");
        }
        if (!ids.add(id)) {
            error(path + ".id", "is the id of an earlier key; give each its own");
        }
        KeyFields fields = new KeyFields(path, node, errors);
        String hash = hash(fields);
        if (hash != null) {
            String before = idsByHash.putIfAbsent(hash, id);
            if (before != null) {
                error(path, "is the same key as '" + before + "'; give each id a key of its own");
            }
        }
        KeysFile.Key key = new KeysFile.Key(
                id,
                hash == null ? "" : hash,
                fields.words("models"),
                fields.positive("requestsPerMinute"),
                fields.positive("tokensPerMinute"),
                fields.positive("maxConcurrent"),
                fields.budget("budget"),
                fields.instant("expires"),
                fields.map("labels"));
        fields.refuseOthers("id");
        return key;
    }

    private @Nullable String hash(KeyFields fields) {
        String plain = fields.text("key");
        String hash = fields.text("sha256");
        if ((plain == null) == (hash == null)) {
            fields.error("", "must have exactly one of 'key' and 'sha256', as text; put quotes around it");
            return null;
        }
        if (plain != null) {
            if (plain.isEmpty() || plain.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
                fields.error("key", "must be printable ASCII characters, without spaces");
                return null;
            }
            return RouterConfigReader.hash(plain.getBytes(UTF_8));
        }
        if (!hash.matches("[0-9a-fA-F]{64}")) {
            fields.error("sha256", "must be 64 hexadecimal digits, as in: printf %s \"$KEY\" | sha256sum");
            return null;
        }
        return hash.toLowerCase(Locale.ROOT);
    }

    private void error(String path, String message) {
        errors.add(new ConfigError(path, message));
    }

    /** The result of reading a file of keys. */
    public sealed interface KeysReading {
        record Valid(KeysFile file) implements KeysReading {}

        /** @param errors at least one; none of them repeats a key, or anything that could be one */
        record Invalid(List<ConfigError> errors) implements KeysReading {}
    }
}
