package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.ScalarReader.Refusal;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.FieldRule;
import dev.sluicegate.router.config.schema.FieldRules;
import dev.sluicegate.router.config.schema.Format;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The maker of records from a {@link Document}, strictly: their components are the fields, with the rules that they describe themselves by. Notes
 * every error with its path. By hand, because what Jackson would find out about each record first takes longer than the rest of the start.
 * Used once.
 */
public final class BlockReader {
    private final FieldRules rules;
    private final FieldRule.Side side;
    private final Manner manner;
    private final ForeignReader foreign;
    private final @Nullable Map<String, String> environment;
    private final List<ConfigError> errors = new ArrayList<>();
    private final UnknownFields unknown;

    /** The treatment of what is not as it should be. */
    private enum Manner {
        STRICT,
        /** Unknown fields are left out. */
        LENIENT,
        /** Errors repeat nothing that is written but ids and the names of known fields: it may be a secret at the wrong place. */
        DISCREET
    }

    /** A reader of what is no block of ours. */
    @FunctionalInterface
    public interface ForeignReader {
        /** @throws IllegalArgumentException with a sentence */
        @Nullable Object read(String path, Class<?> type);
    }

    private BlockReader(
            FieldRules rules,
            FieldRule.Side side,
            Manner manner,
            ForeignReader foreign,
            @Nullable Map<String, String> environment) {
        this.rules = rules;
        this.side = side;
        this.manner = manner;
        this.foreign = foreign;
        this.environment = environment;
        this.unknown = new UnknownFields(side, manner == Manner.DISCREET, this::error);
    }

    /**
     * For a router's own file. What is a gateway's alone is checked and ignored: such a file may be made of a gateway's spec.
     *
     * @param environment of which variables the file may name; null if <code>${</code> is plain text
     */
    static BlockReader ofRouter(@Nullable Map<String, String> environment) {
        return ofRouter(Manner.STRICT, environment);
    }

    /** For a router's file of secrets. */
    static BlockReader ofSecrets() {
        return ofRouter(Manner.DISCREET, null);
    }

    private static BlockReader ofRouter(Manner manner, @Nullable Map<String, String> environment) {
        ForeignReader none = (path, type) -> {
            throw new IllegalStateException(path + " has the type " + type + ", which a router cannot read");
        };
        return new BlockReader(FieldTable.RULES, FieldRule.Side.ROUTER, manner, none, environment);
    }

    /** For the spec of a gateway as the API server gives it. What it does not know is left out: a later operator has written it. */
    public static BlockReader ofGateway(ForeignReader foreign) {
        return new BlockReader(FieldRules.annotated(), FieldRule.Side.GATEWAY, Manner.LENIENT, foreign, null);
    }

    /** What an absent block of a router's file is. */
    public static <T extends Record> T absent(Class<T> block) {
        return Objects.requireNonNull(block.cast(ofRouter(null).block("", new Document.Fields(Map.of()), block)));
    }

    /** What was wrong so far. */
    public List<ConfigError> errors() {
        return List.copyOf(errors);
    }

    /** The paths of the fields that a gateway's operator reads, and a router does not. */
    List<String> ignored() {
        return unknown.ignored();
    }

    /** @return null if a field of it cannot be read; contradictions between fields are errors, and it is made nevertheless */
    public <T extends Record> @Nullable T read(byte[] bytes, Class<T> type) {
        return read(bytes, type, document -> document);
    }

    /** @param migration from the document as it is written to the one that is read */
    <T extends Record> @Nullable T read(byte[] bytes, Class<T> type, UnaryOperator<Document> migration) {
        try {
            Document document = migration.apply(Document.read(bytes));
            if (document == Document.Nothing.NOTHING) {
                error(
                        "",
                        "the file is empty; write at least "
                                + (manner == Manner.DISCREET ? "keys: []" : "version, providers and models"));
                return null;
            }
            Document complete = environment == null ? document : Substitution.in(document, environment, this::error);
            return type.cast(block("", complete, type));
        } catch (JsonProcessingException e) {
            // the words may quote the line
            ConfigError fault = YamlFault.of(e, bytes);
            errors.add(
                    manner == Manner.DISCREET
                            ? new ConfigError("", "not readable as YAML or JSON at line " + fault.line())
                            : fault);
            return null;
        }
    }

    private @Nullable Object block(String path, Document document, Class<?> type) {
        if (!(document instanceof Document.Fields fields)) {
            error(path, "has the wrong shape here: wanted is a map of fields");
            return null;
        }
        List<FieldRule> known = rules.of(type);
        if (manner != Manner.LENIENT) {
            unknown.report(path, fields, known);
        }
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

    private @Nullable Object field(String path, Document written, RecordComponent component, FieldRule rule) {
        boolean isOurs = side.knows(rule.side());
        boolean isWritten = written != Document.Nothing.NOTHING;
        if (isOurs && isWritten) {
            return value(path, written, component.getGenericType(), rule);
        }
        if (!isOurs && isWritten && manner == Manner.STRICT && rule.kind() == FieldRule.Kind.VALUE) {
            value(
                    path,
                    written,
                    component.getGenericType(),
                    rule); // for its errors: it is good, even though it is ignored
        }
        return switch (rule.presence()) {
            case DEFAULT ->
                value(path, new Document.Scalar(rule.absent(), Document.Kind.TEXT), component.getType(), rule);
            case OPTIONAL -> Records.nothing(component.getType());
            case REQUIRED, BLOCK -> {
                if (!isOurs) {
                    yield Records.nothing(component.getType());
                }
                if (rule.presence() == FieldRule.Presence.BLOCK) {
                    yield block(path, new Document.Fields(Map.of()), component.getType());
                }
                error(path, "is missing");
                yield null;
            }
        };
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
        } catch (Refusal e) {
            error(path, manner == Manner.DISCREET ? e.rule() : String.valueOf(e.getMessage()));
            return null;
        } catch (IllegalArgumentException e) {
            error(path, manner == Manner.DISCREET ? "cannot be read" : String.valueOf(e.getMessage()));
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
            String at = path + "[" + element(list.size(), item) + "]";
            Object element = item == Document.Nothing.NOTHING ? null : value(at, item, of, rule.ofElements());
            if (item == Document.Nothing.NOTHING) {
                error(path, "a list here has an empty element; write it out or remove its dash");
            }
            list.add(Objects.requireNonNullElse(element, ""));
        }
        return errors.size() == before && counted(path, list.size(), rule) ? list : null;
    }

    /** Secrets are told apart by their ids, which people know them by. */
    private String element(int index, Document item) {
        return manner == Manner.DISCREET
                        && item instanceof Document.Fields(Map<String, Document> fields)
                        && fields.get("id") instanceof Document.Scalar id
                        && id.text().matches(Objects.requireNonNull(Format.KEY_ID.regex()))
                ? id.text()
                : Integer.toString(index);
    }

    private @Nullable Object map(String path, Document document, Type of, FieldRule rule) {
        if (!(document instanceof Document.Fields fields)) {
            error(path, "has the wrong shape here: wanted is a map of words");
            return null;
        }
        int before = errors.size();
        Map<String, Object> map = new LinkedHashMap<>();
        fields.values().forEach((name, written) -> {
            Object value = value(manner == Manner.DISCREET ? path : path + "." + name, written, of, rule.ofElements());
            map.put(name, Objects.requireNonNullElse(value, ""));
        });
        return errors.size() == before && counted(path, map.size(), rule) ? map : null;
    }

    private boolean counted(String path, int size, FieldRule rule) {
        if (size > rule.most()) {
            error(path, "may have at most " + rule.most() + " elements, not " + size);
        } else if (size < rule.fewest()) {
            error(path, "must have at least " + rule.fewest() + " element(s); leave it out for all");
        }
        return size >= rule.fewest() && size <= rule.most();
    }

    private void error(String path, String message) {
        errors.add(new ConfigError(path, message));
    }
}
