package dev.sluicegate.router.config.schema;

import dev.sluicegate.router.config.schema.FieldRule.Kind;
import dev.sluicegate.router.config.schema.FieldRule.Presence;
import dev.sluicegate.router.config.schema.FieldRule.Side;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Foreign;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.GatewayOnly;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.SingleValue;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a record's fields, in the order of its components. */
@FunctionalInterface
public interface FieldRules {
    /** What has been read once of each record. */
    ClassValue<List<FieldRule>> ANNOTATED = new ClassValue<>() {
        @Override
        protected List<FieldRule> computeValue(Class<?> block) {
            return Stream.of(block.getRecordComponents()).map(FieldRules::rule).toList();
        }
    };

    List<FieldRule> of(Class<?> block);

    /** Reads the annotations. Takes some 40 ms the first time, which a router does not have at its start. */
    static FieldRules annotated() {
        return ANNOTATED::get;
    }

    /**
     * Reads a table that was made of the annotations.
     *
     * @param table for each block a line with its simple name, then a line for each field, then an empty line
     */
    static FieldRules of(String table) {
        Map<String, List<FieldRule>> blocks = new HashMap<>();
        List<FieldRule> rules = List.of();
        for (String line : table.strip().split("\n", -1)) {
            if (line.indexOf(' ') < 0) {
                rules = new ArrayList<>();
                blocks.put(line, rules);
            } else {
                rules.add(FieldRule.parse(line));
            }
        }
        return block -> Objects.requireNonNull(blocks.get(block.getSimpleName()), block.getSimpleName());
    }

    /** The lines that {@link #of(String)} reads. */
    static String table(List<Class<?>> blocks) {
        FieldRules rules = annotated();
        return blocks.stream()
                .map(block -> block.getSimpleName() + "\n"
                        + rules.of(block).stream()
                                .map(rule -> rule.line() + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static FieldRule rule(RecordComponent component) {
        Default absent = component.getAnnotation(Default.class);
        Range range = component.getAnnotation(Range.class);
        Size size = component.getAnnotation(Size.class);
        Form form = component.getAnnotation(Form.class);
        boolean duration = component.getType() == Duration.class;
        String min = range == null ? "" : range.min();
        String max = range == null ? "" : range.max();
        return new FieldRule(
                component.getName(),
                kind(component),
                presence(component, absent),
                absent == null ? "" : absent.value(),
                duration && min.isEmpty() ? "1ms" : min,
                duration && max.isEmpty() ? "168h" : max,
                range != null && range.aboveMin(),
                size == null ? 0 : size.min(),
                size == null ? Integer.MAX_VALUE : size.max(),
                size == null || size.each() == 0 ? Integer.MAX_VALUE : size.each(),
                form == null ? null : form.value(),
                side(component));
    }

    private static Kind kind(RecordComponent component) {
        if (component.isAnnotationPresent(Foreign.class)) {
            return Kind.FOREIGN;
        }
        Class<?> content =
                component.getGenericType() instanceof ParameterizedType list && list.getRawType() == List.class
                        ? (Class<?>) list.getActualTypeArguments()[0]
                        : component.getType();
        return content.isRecord() && !content.isAnnotationPresent(SingleValue.class) ? Kind.BLOCK : Kind.VALUE;
    }

    private static Presence presence(RecordComponent component, @Nullable Default absent) {
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                || component.getType() == List.class
                || component.getType() == Map.class) {
            return Presence.OPTIONAL;
        }
        if (kind(component) == Kind.BLOCK
                && annotated().of(component.getType()).stream()
                        .noneMatch(rule -> rule.presence() == Presence.REQUIRED)) {
            return Presence.BLOCK;
        }
        return absent == null ? Presence.REQUIRED : Presence.DEFAULT;
    }

    private static Side side(RecordComponent component) {
        return component.isAnnotationPresent(RouterOnly.class)
                ? Side.ROUTER
                : component.isAnnotationPresent(GatewayOnly.class) ? Side.GATEWAY : Side.BOTH;
    }
}
