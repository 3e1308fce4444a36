package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.FieldRule;
import dev.sluicegate.router.config.schema.FieldRules;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of a {@link Document}, strictly: their components are the fields, with the rules that they describe themselves by. Notes
 * every error with its path. By hand, because what Jackson would find out about each record first takes longer than the rest of the start.
 * Used once.
 */
public final class BlockReader {
    private final FieldRules rules;
    private final FieldRule.Side side;
    private final boolean lenient;
    private final ForeignReader foreign;
    private final List<ConfigError> errors = new ArrayList<>();

    /** What is wrong with a single value. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message, null, false, false);
        }
    }

    /** A reader of what is no block of ours. */
    @FunctionalInterface
    public interface ForeignReader {
        /** @throws IllegalArgumentException with a sentence */
        @Nullable Object read(String path, Class<?> type);
    }

    private BlockReader(FieldRules rules, FieldRule.Side side, boolean lenient, ForeignReader foreign) {
        this.rules = rules;
        this.side = side;
        this.lenient = lenient;
        this.foreign = foreign;
    }

    /** For a router's own file. */
    static BlockReader ofRouter() {
        return new BlockReader(FieldTable.RULES, FieldRule.Side.ROUTER, false, (path, type) -> {
            throw new IllegalStateException(path + " has the type " + type + ", which a router cannot read");
        });
    }

    /** For the spec of a gateway as the API server gives it. What it does not know is left out: a later operator has written it. */
    public static BlockReader ofGateway(ForeignReader foreign) {
        return new BlockReader(FieldRules.annotated(), FieldRule.Side.GATEWAY, true, foreign);
    }

    /** What an absent block of a router's file is. */
    public static <T extends Record> T absent(Class<T> block) {
        return Objects.requireNonNull(block.cast(ofRouter().block("", new Document.Fields(Map.of()), block)));
    }

    /** What was wrong so far. */
    public List<ConfigError> errors() {
        return List.copyOf(errors);
    }

    /** @return null if a field of it cannot be read; contradictions between fields are errors, and it is made nevertheless */
    public <T extends Record> @Nullable T read(byte[] bytes, Class<T> type) {
        try {
            Document document = Document.read(bytes);
            if (document == Document.Nothing.NOTHING) {
                error("", "the config is empty; write at least version, providers and models");
                return null;
            }
            return type.cast(block("", document, type));
        } catch (JsonProcessingException e) {
            error("", "not readable as YAML or JSON at line " + Document.line(e) + ": " + Document.firstLine(e));
            return null;
        }
    }

    private @Nullable Object block(String path, Document document, Class<?> type) {
        if (!(document instanceof Document.Fields fields)) {
            error(path, "has the wrong shape here: wanted is a map of fields");
            return null;
        }
        List<FieldRule> known = rules.of(type);
        unknown(path, fields, known);
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            FieldRule rule = known.get(i);
            Document written = fields.values().getOrDefault(rule.name(), Document.Nothing.NOTHING);
            int before = errors.size();
            values[i] = field(path.isEmpty() ? rule.name() : path + "." + rule.name(), written, components[i], rule);
            complete &= values[i] != null || errors.size() == before;
        }
        if (!complete) {
            return null;
        }
        Object block = Records.make(type, components, values);
        if (block instanceof Checked checked) {
            checked.check(new Checks(path, this::error));
        }
        return block;
    }

    private void unknown(String path, Document.Fields fields, List<FieldRule> known) {
        for (String name : fields.values().keySet()) {
            boolean isKnown = known.stream().anyMatch(rule -> rule.name().equals(name) && side.knows(rule.side()));
            if (!lenient && !isKnown) {
                error(path.isEmpty() ? name : path + "." + name, notKnown(path, name, known));
            }
        }
    }

    /** A router's own file may be made of a gateway's spec, so what only a gateway has is told apart from what nobody knows. */
    private String notKnown(String path, String name, List<FieldRule> known) {
        if (name.endsWith("KeyRef")
                && known.stream().anyMatch(rule -> rule.name().equals(name))) {
            return "names an object of a cluster; a router's own file has file: with a path in its place";
        }
        boolean isForGateways = path.isEmpty()
                ? GatewayFields.isField(name) || GatewayFields.isBlock(name)
                : known.stream().anyMatch(rule -> rule.name().equals(name));
        if (isForGateways) {
            return "is for the operator of a gateway; leave it out here, or run the whole manifest by --gateway";
        }
        return "there is no such field; known here are "
                + known.stream()
                        .filter(rule -> side.knows(rule.side()))
                        .map(FieldRule::name)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private @Nullable Object field(String path, Document written, RecordComponent component, FieldRule rule) {
        if (!side.knows(rule.side()) && rule.presence() != FieldRule.Presence.DEFAULT) {
            return Records.nothing(component.getType());
        }
        if (!side.knows(rule.side()) || written == Document.Nothing.NOTHING) {
            return switch (rule.presence()) {
                case REQUIRED -> {
                    error(path, "is missing");
                    yield null;
                }
                case OPTIONAL -> Records.nothing(component.getType());
                case BLOCK -> block(path, new Document.Fields(Map.of()), component.getType());
                case DEFAULT ->
                    value(path, new Document.Scalar(rule.absent(), Document.Kind.TEXT), component.getType(), rule);
            };
        }
        return value(path, written, component.getGenericType(), rule);
    }

    private @Nullable Object value(String path, Document document, Type type, FieldRule rule) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(path, document, arguments[0], rule)
                    : map(path, document, arguments[1], rule);
        }
        Class<?> wanted = (Class<?>) type;
        if (rule.kind() == FieldRule.Kind.BLOCK) {
            return block(path, document, wanted);
        }
        try {
            if (rule.kind() == FieldRule.Kind.FOREIGN) {
                return foreign.read(path, wanted);
            }
            if (!(document instanceof Document.Scalar scalar)) {
                throw new Refusal("has the wrong shape here: wanted is a " + ScalarReader.wanted(wanted));
            }
            Object value = ScalarReader.read(scalar, wanted);
            Bounds.check(value, rule);
            return value;
        } catch (Refusal | IllegalArgumentException e) {
            error(path, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Object list(String path, Document document, Type of, FieldRule rule) {
        if (!(document instanceof Document.Items items)) {
            error(path, "has the wrong shape here: wanted is a list");
            return null;
        }
        int before = errors.size();
        List<Object> list = new ArrayList<>();
        for (Document item : items.values()) {
            String at = path + "[" + list.size() + "]";
            Object element = item == Document.Nothing.NOTHING ? null : value(at, item, of, rule.ofElements());
            if (item == Document.Nothing.NOTHING) {
                error(path, "a list here has an empty element; write it out or remove its dash");
            }
            list.add(Objects.requireNonNullElse(element, ""));
        }
        return errors.size() == before && counted(path, list.size(), rule) ? list : null;
    }

    private @Nullable Object map(String path, Document document, Type of, FieldRule rule) {
        if (!(document instanceof Document.Fields fields)) {
            error(path, "has the wrong shape here: wanted is a map of words");
            return null;
        }
        int before = errors.size();
        Map<String, Object> map = new LinkedHashMap<>();
        fields.values().forEach((name, written) -> {
            Object value = value(path + "." + name, written, of, rule.ofElements());
            map.put(name, Objects.requireNonNullElse(value, ""));
        });
        return errors.size() == before && counted(path, map.size(), rule) ? map : null;
    }

    private boolean counted(String path, int size, FieldRule rule) {
        if (size > rule.most()) {
            error(path, "may have at most " + rule.most() + " elements, not " + size);
        }
        return size <= rule.most();
    }

    private void error(String path, String message) {
        errors.add(new ConfigError(path, message));
    }
}
