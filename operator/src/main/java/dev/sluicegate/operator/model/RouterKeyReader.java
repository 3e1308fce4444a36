package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeySpec;
import dev.sluicegate.router.config.BlockReader;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.KeysFile;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parser of a RouterKey's spec, as {@link GatewayReader} is of a gateway's. Pure. */
public final class RouterKeyReader {
    /** The place of a hash that is not known yet. */
    private static final String NO_HASH = "0".repeat(64);

    private RouterKeyReader() {}

    /** The result of reading a spec. */
    public sealed interface KeyReading {
        /** @param key with the rights and limits, and without a hash that could be used */
        record Valid(RouterKeySpec spec, KeysFile.Key key) implements KeyReading {}

        /** @param sentence says all that is wrong */
        record Invalid(String sentence) implements KeyReading {}
    }

    /** Reads the spec, be the key's name or anything else in it whatever it may be. */
    public static KeyReading read(RouterKey object) {
        if (!(object.getSpec() instanceof ObjectNode raw)) {
            return new KeyReading.Invalid("there is no spec; write at least spec.gatewayRef");
        }
        ObjectNode rights = raw.deepCopy();
        // what only a person's own list of keys has
        rights.remove(List.of("key", "previous"));
        rights.put("sha256", NO_HASH);
        if (!rights.hasNonNull("id")) {
            rights.put("id", object.getMetadata().getName());
        }
        BlockReader ours = reader();
        BlockReader theirs = reader();
        RouterKeySpec spec = ours.read(bytes(raw), RouterKeySpec.class);
        KeysFile.Key key = theirs.read(bytes(rights), KeysFile.Key.class);
        List<ConfigError> errors =
                Stream.concat(ours.errors().stream(), theirs.errors().stream()).toList();
        return spec == null || key == null || !errors.isEmpty()
                ? new KeyReading.Invalid(errors.stream().map(it -> "spec." + it).collect(Collectors.joining("; ")))
                : new KeyReading.Valid(spec, key);
    }

    /** The name of the gateway that a spec speaks of, whatever else is wrong with it; empty if it names none. */
    public static String gatewayOf(RouterKey object) {
        return object.getSpec() == null
                ? ""
                : object.getSpec().path("gatewayRef").path("name").asText();
    }

    /** The name of the Secret that the key is written to. */
    public static String secretName(RouterKey object, RouterKeySpec spec) {
        return Objects.requireNonNullElse(
                spec.secretName(), object.getMetadata().getName());
    }

    private static BlockReader reader() {
        return BlockReader.ofGateway((path, _) -> {
            throw new IllegalArgumentException(path + " is none of a key's fields");
        });
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(UTF_8);
    }
}
