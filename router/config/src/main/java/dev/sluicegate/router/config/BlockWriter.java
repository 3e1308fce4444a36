package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.sluicegate.router.config.schema.FieldRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a router's file: YAML, always the same bytes for equal configs, without what reading fills in again. A config that uses none of a
 * newer router's fields is thus written as before, and an upgrade of the operator alone replaces no pod.
 */
final class BlockWriter {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private final JsonGenerator out;

    private BlockWriter(JsonGenerator out) {
        this.out = out;
    }

    static byte[] write(Record block) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            new BlockWriter(out).block(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void block(Object block) throws IOException {
        RecordComponent[] components = block.getClass().getRecordComponents();
        List<FieldRule> rules = FieldTable.RULES.of(block.getClass());
        out.writeStartObject();
        for (int i = 0; i < components.length; i++) {
            Object value = Records.get(block, components[i]);
            FieldRule rule = rules.get(i);
            if (value != null && FieldRule.Side.ROUTER.knows(rule.side()) && !isAbsent(value, rule, components[i])) {
                out.writeFieldName(rule.name());
                value(value, rule.kind());
            }
        }
        out.writeEndObject();
    }

    /** Whether reading makes the same value of nothing. */
    private static boolean isAbsent(Object value, FieldRule rule, RecordComponent component) {
        return switch (rule.presence()) {
            case REQUIRED -> false;
            case OPTIONAL -> isEmpty(value);
            case BLOCK -> value.equals(BlockReader.absent(component.getType().asSubclass(Record.class)));
            case DEFAULT -> value.equals(absent(rule, component.getType()));
        };
    }

    private static boolean isEmpty(Object value) {
        return (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static @Nullable Object absent(FieldRule rule, Class<?> type) {
        try {
            return ScalarReader.read(new Document.Scalar(rule.absent(), Document.Kind.TEXT), type);
        } catch (ScalarReader.Refusal e) {
            throw new IllegalStateException("the default of " + rule.name() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void value(Object value, FieldRule.Kind kind) throws IOException {
        if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                value(Objects.requireNonNull(element), kind);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeStringField(
                        String.valueOf(entry.getKey()), Substitution.escape(String.valueOf(entry.getValue())));
            }
            out.writeEndObject();
        } else if (kind == FieldRule.Kind.BLOCK) {
            block(value);
        } else {
            scalar(value);
        }
    }

    private void scalar(Object value) throws IOException {
        switch (value) {
            case Boolean truth -> out.writeBoolean(truth);
            case Integer number -> out.writeNumber(number);
            case BigDecimal number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Duration duration -> out.writeString(DurationText.format(duration));
            case Enum<?> word -> out.writeString(ConfigEnum.word(word));
            default -> out.writeString(Substitution.escape(value.toString()));
        }
    }
}
