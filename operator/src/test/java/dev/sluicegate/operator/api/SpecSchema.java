package dev.sluicegate.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RolloutSpec.IntOrPercent;
import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.config.ConfigEnum;
import dev.sluicegate.router.config.DurationText;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.schema.FieldRule;
import dev.sluicegate.router.config.schema.FieldRule.Presence;
import dev.sluicegate.router.config.schema.FieldRules;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Foreign;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Rules;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrArray;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The OpenAPI schema that a record's annotations describe, with the CEL rules that follow from its types and formats. */
final class SpecSchema {
    private static final FieldRules RULES = FieldRules.annotated();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ValidationRule DURATION = rule("self.matches('" + DurationText.REGEX + "')", Texts.DURATION);
    private static final ValidationRule SIZE = rule("self.matches('^[1-9][0-9]{0,11}(Ki|Mi|Gi)?$')", Texts.SIZE);
    private static final ValidationRule NO_USER = rule(
            "!self.matches('^[a-z]+://[^/]*@')",
            "must not carry a user or password; put the secret into a Secret, and name that");
    /**
     * The same hosts as in router/config's ForbiddenHosts, as far as they can be seen in the text: a rule that took the address apart
     * would be too costly for the API server.
     */
    private static final ValidationRule NO_METADATA = rule(
            "!self.matches('^(?i)[a-z]+://(metadata|metadata[.]google[.]internal|metadata[.]azure[.]internal"
                    + "|metadata[.]tencentyun[.]com|instance-data|instance-data[.]ec2[.]internal|169[.]254[.][0-9]+[.][0-9]+"
                    + "|100[.]100[.]100[.]200|168[.]63[.]129[.]16|192[.]0[.]0[.]192|[[](fe[89ab]|fd00:ec2:|fd20:ce:|::ffff:)[^]]*[]])"
                    + "[.]?([:/].*)?$')",
            "is the address of a cloud's metadata service, which hands out credentials; write the server's own address");

    /** Sentences by which the reference recognises a type. */
    static final class Texts {
        static final String DURATION = "is not a duration; write one such as 500ms, 5s, 1m30s or 1h";
        static final String SIZE = "is not a size; write one such as 512Ki, 32Mi or 1Gi";

        private Texts() {}
    }

    private final Map<String, JSONSchemaProps> foreign;

    /** @param foreign the schemas of fields whose types are Kubernetes' own, by the fields' names */
    SpecSchema(Map<String, JSONSchemaProps> foreign) {
        this.foreign = foreign;
    }

    JSONSchemaProps block(Class<?> block) {
        List<FieldRule> rules = RULES.of(block);
        RecordComponent[] components = block.getRecordComponents();
        Map<String, JSONSchemaProps> properties = new TreeMap<>();
        List<String> required = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            FieldRule rule = rules.get(i);
            if (rule.side() != FieldRule.Side.ROUTER) {
                properties.put(rule.name(), field(components[i], rule));
                if (rule.presence() == Presence.REQUIRED) {
                    required.add(rule.name());
                }
            }
        }
        required.sort(null);
        JSONSchemaProps schema = new JSONSchemaPropsBuilder()
                .withType("object")
                .withProperties(properties)
                .withRequired(required)
                .build();
        add(schema, written(block));
        return schema;
    }

    private JSONSchemaProps field(RecordComponent component, FieldRule rule) {
        JSONSchemaProps schema = component.isAnnotationPresent(Foreign.class)
                        && !component.getType().isRecord()
                ? new JSONSchemaPropsBuilder(foreign.get(rule.name())).build()
                : type(component.getGenericType(), rule);
        if (component.getType() == List.class && rule.most() < Integer.MAX_VALUE) {
            schema.setMaxItems((long) rule.most());
        }
        Description description = component.getAnnotation(Description.class);
        Class<?> content = content(component.getGenericType());
        if (description == null) {
            description = content.getAnnotation(Description.class);
        }
        if (description == null) {
            throw new AssertionError(component + " of " + component.getDeclaringRecord() + " needs a @Description");
        }
        schema.setDescription(description.value() + way(component, content));
        if (rule.presence() == Presence.DEFAULT) {
            schema.setDefault(value(component.getType(), rule.absent()));
        } else if (component.isAnnotationPresent(Default.class)) {
            schema.setDefault(absent(component.getType()));
        }
        add(schema, written(component));
        return schema;
    }

    /** By which way a change of it reaches the pods, if it does: said once for a block of the router's config, and of what in it is otherwise. */
    private static String way(RecordComponent component, Class<?> content) {
        if (component.isAnnotationPresent(NewPods.class) || content.isAnnotationPresent(NewPods.class)) {
            return " Needs new pods.";
        }
        boolean isConfig = component.getDeclaringRecord() == RouterGatewaySpec.class
                && Stream.of(RouterConfig.class.getRecordComponents())
                        .anyMatch(it -> it.getName().equals(component.getName()));
        return isConfig ? " Reloaded in place, except where it says otherwise." : "";
    }

    /** The API server fills defaults into an empty map, but only after it has checked the block's rules on that: they must find something. */
    private static JsonNode absent(Class<?> block) {
        ObjectNode absent = NODES.objectNode();
        if (block.isAnnotationPresent(Rule.class) || block.isAnnotationPresent(Rules.class)) {
            List<FieldRule> rules = RULES.of(block);
            for (int i = 0; i < rules.size(); i++) {
                if (rules.get(i).presence() == Presence.DEFAULT && rules.get(i).side() != FieldRule.Side.ROUTER) {
                    absent.set(
                            rules.get(i).name(),
                            value(
                                    block.getRecordComponents()[i].getType(),
                                    rules.get(i).absent()));
                }
            }
        }
        return absent;
    }

    private static Class<?> content(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class
                ? (Class<?>) list.getActualTypeArguments()[0]
                : type instanceof ParameterizedType other ? (Class<?>) other.getRawType() : (Class<?>) type;
    }

    private static JsonNode value(Class<?> type, String text) {
        if (type == boolean.class) {
            return NODES.booleanNode(Boolean.parseBoolean(text));
        }
        if (type == int.class) {
            return NODES.numberNode(Integer.parseInt(text));
        }
        return type == double.class ? NODES.numberNode(Double.parseDouble(text)) : NODES.textNode(text);
    }

    private JSONSchemaProps type(Type generic, FieldRule rule) {
        Class<?> type = content(generic);
        if (generic instanceof ParameterizedType && type == Map.class) {
            return new JSONSchemaPropsBuilder()
                    .withType("object")
                    .withMaxProperties(rule.most() == Integer.MAX_VALUE ? null : (long) rule.most())
                    .withAdditionalProperties(
                            new JSONSchemaPropsOrBool(null, text(rule.each() < Integer.MAX_VALUE ? 1 : 0, rule.each())))
                    .build();
        }
        if (generic instanceof ParameterizedType) {
            JSONSchemaProps list = new JSONSchemaPropsBuilder()
                    .withType("array")
                    .withItems(new JSONSchemaPropsOrArray(
                            List.of(),
                            type.isRecord()
                                    ? block(type)
                                    : type == Integer.class
                                            ? number(type, rule.ofElements())
                                            : text(rule.format() == null ? 1 : 0, rule.each())))
                    .build();
            Format format = rule.format();
            if (format != null) {
                add(
                        list,
                        List.of(rule(
                                "self.all(a, a.matches('^" + escaped(format) + "$'))",
                                "one of them " + format.message())));
            }
            return list;
        }
        if (type.isRecord() && type != ByteSize.class && type != IntOrPercent.class) {
            return block(type);
        }
        return scalar(type, rule);
    }

    private static JSONSchemaProps scalar(Class<?> type, FieldRule rule) {
        if (type == Duration.class) {
            return with(text(1, 27), DURATION);
        }
        if (type == ByteSize.class) {
            return with(text(1, 14), SIZE);
        }
        if (type == IntOrPercent.class) {
            return new JSONSchemaPropsBuilder()
                    .withAnyOf(
                            new JSONSchemaPropsBuilder().withType("integer").build(),
                            new JSONSchemaPropsBuilder().withType("string").build())
                    .withXKubernetesIntOrString(true)
                    .build();
        }
        if (type == Instant.class) {
            return new JSONSchemaPropsBuilder(text(1, 40))
                    .withFormat("date-time")
                    .build();
        }
        if (type.isEnum()) {
            return new JSONSchemaPropsBuilder()
                    .withType("string")
                    .withEnum(words(type))
                    .build();
        }
        Format format = rule.format();
        if (format != null && type == URI.class) {
            String begins = String.join(
                    " || ",
                    format.schemes().stream()
                            .sorted()
                            .map(it -> "self.startsWith('" + it + "://')")
                            .toList());
            return with(text(0, rule.most()), rule(begins, format.message()), NO_USER, NO_METADATA);
        }
        if (type == String.class) {
            JSONSchemaProps text = text(rule.fewest(), rule.most());
            return format == null ? text : with(text, rule(cel(format), format.message()));
        }
        return number(type, rule);
    }

    /** As it stands in a string of CEL, which has escapes of its own. */
    private static String escaped(Format format) {
        return Objects.requireNonNull(format.regex()).replace("\\", "\\\\");
    }

    private static String cel(Format format) {
        return "self.matches('^" + escaped(format) + "$')"
                + (format == Format.OBJECT_KEY ? " && !self.startsWith('sk-')" : "");
    }

    private static JSONSchemaProps number(Class<?> type, FieldRule rule) {
        if (type == boolean.class || type == Boolean.class) {
            return new JSONSchemaPropsBuilder().withType("boolean").build();
        }
        boolean fraction = type == double.class || type == Double.class || type == BigDecimal.class;
        return new JSONSchemaPropsBuilder()
                .withType(fraction ? "number" : "integer")
                .withMinimum(rule.min().isEmpty() ? null : Double.valueOf(rule.min()))
                .withExclusiveMinimum(rule.aboveMin() ? true : null)
                .withMaximum(rule.max().isEmpty() ? null : Double.valueOf(rule.max()))
                .build();
    }

    private static List<JsonNode> words(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> !isForRoutersOnly((Enum<?>) constant))
                .map(ConfigEnum::word)
                .sorted()
                .map(word -> (JsonNode) NODES.textNode(word))
                .toList();
    }

    private static boolean isForRoutersOnly(Enum<?> constant) {
        try {
            return constant.getDeclaringClass().getField(constant.name()).isAnnotationPresent(RouterOnly.class);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static JSONSchemaProps text(int least, int most) {
        return new JSONSchemaPropsBuilder()
                .withType("string")
                .withMinLength(least == 0 ? null : (long) least)
                .withMaxLength(most == Integer.MAX_VALUE ? null : (long) most)
                .build();
    }

    private static JSONSchemaProps with(JSONSchemaProps schema, ValidationRule... rules) {
        add(schema, List.of(rules));
        return schema;
    }

    private static void add(JSONSchemaProps schema, List<ValidationRule> rules) {
        List<ValidationRule> all = new ArrayList<>();
        if (schema.getXKubernetesValidations() != null) {
            all.addAll(schema.getXKubernetesValidations());
        }
        all.addAll(rules);
        schema.setXKubernetesValidations(all);
    }

    private static List<ValidationRule> written(AnnotatedElement element) {
        return Stream.of(element.getAnnotationsByType(Rule.class))
                .map(it -> {
                    ValidationRule rule = rule(it.cel(), it.message());
                    rule.setFieldPath(it.field().isEmpty() ? null : it.field());
                    return rule;
                })
                .toList();
    }

    private static ValidationRule rule(String cel, String message) {
        ValidationRule rule = new ValidationRule();
        rule.setRule(cel);
        rule.setMessage(message);
        return rule;
    }
}
