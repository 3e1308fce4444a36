package dev.sluicegate.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Golden;
import dev.sluicegate.operator.Schema;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of the resource's fields is made from the CRD; what is checked in must be exactly that. */
class ReferenceTest {
    private static final String HEAD = """
            # RouterGateway: every field

            Made from the CRD: `mvn -pl operator -am test -Dsluicegate.rewrite=true`. The same is told by `kubectl explain routergateway.spec`.
            A duration is written as 500ms, 5s, 1m30s or 1h; a size as 512Ki, 32Mi or 1Gi. `name` and `key` of a Secret or ConfigMap mean one in the
            gateway's own namespace. [examples/](../examples) has gateways to begin with; [operating.md](operating.md) says what a change of which
            field does.
            """;

    /** Kubernetes' own types, described in its reference. */
    private static final Set<String> FOREIGN = Set.of(
            "spec.pod.resources",
            "spec.pod.tolerations[]",
            "spec.pod.affinity",
            "spec.pod.topologySpreadConstraints[]",
            "spec.pod.env[]",
            "spec.pod.imagePullSecrets[]",
            "spec.pod.securityContext",
            "spec.pod.volumes[]",
            "spec.pod.volumeMounts[]",
            "spec.pod.initContainers[]",
            "status.conditions[]",
            "routerkey.status.conditions[]");

    private final StringBuilder text = new StringBuilder(HEAD);
    /** The places by what is said there. */
    private final Map<String, Set<String>> rules = new LinkedHashMap<>();

    @Test
    void whatIsCheckedInIsWhatTheCrdSays() {
        JSONSchemaProps spec = Schema.of("spec");
        begin("spec");
        spec.getProperties().forEach((name, property) -> {
            if (isLeaf(property)) {
                field("spec." + name, property, required(spec, name));
            }
        });
        spec.getProperties().forEach((name, property) -> {
            if (!isLeaf(property)) {
                begin("spec." + name);
                field("spec." + name, property, required(spec, name));
            }
        });
        begin("status");
        Schema.of("status").getProperties().forEach((name, property) -> field("status." + name, property, false));
        text.append(
                "\n# RouterKey: every field\n\nThe key of one client of a gateway ([keys.md](keys.md#keys-as-objects-routerkey)).\n");
        begin("RouterKey: spec");
        JSONSchemaProps key = Schema.ofKey("spec");
        key.getProperties().forEach((name, property) -> field("routerkey.spec." + name, property, required(key, name)));
        begin("RouterKey: status");
        Schema.ofKey("status")
                .getProperties()
                .forEach((name, property) -> field("routerkey.status." + name, property, false));
        rules("spec", spec);
        text.append("\n## What is refused\n\nBeside values out of range, and unknown words:\n\n");
        rules.forEach((rule, places) -> text.append("- ")
                .append(places.stream().map(it -> "`" + it + "`").collect(Collectors.joining(", ")))
                .append(": ")
                .append(rule)
                .append('\n'));
        Golden.file("docs/resource.md").mustEqual(text.toString());
    }

    @Test
    void everyFieldIsDescribedInANounSentence() {
        List<String> wanting = new ArrayList<>();
        undescribed("spec", Schema.of("spec"), wanting);
        undescribed("status", Schema.of("status"), wanting);
        undescribed("routerkey.spec", Schema.ofKey("spec"), wanting);
        undescribed("routerkey.status", Schema.ofKey("status"), wanting);

        assertThat(wanting).isEmpty();
    }

    private static void undescribed(String path, JSONSchemaProps schema, List<String> found) {
        schema.getProperties().forEach((name, property) -> {
            JSONSchemaProps content =
                    property.getItems() == null ? property : property.getItems().getSchema();
            String at = path + "." + name + (property.getItems() == null ? "" : "[]");
            String description = Objects.requireNonNullElse(property.getDescription(), "");
            if (!description.endsWith(".")
                    || description.matches("(The|A|An|What|Which|How|Who|Its|Of|For|Added|Left) .*")) {
                found.add(at + ": " + description);
            }
            if (!isLeaf(content) && !FOREIGN.contains(at)) {
                undescribed(at, content, found);
            }
        });
    }

    /** The paths by which a router without an operator knows what a gateway may have. */
    @Test
    void routersKnowEveryFieldOfAGateway() {
        Golden file = Golden.file("router/config/src/main/java/dev/sluicegate/router/config/GatewayFieldPaths.java");
        String source = file.read();
        List<String> found = new ArrayList<>();
        paths("", Schema.of("spec"), found);
        int begin = source.indexOf("\"\"\"\n") + 4;
        int end = source.indexOf("            \"\"\"", begin);
        file.mustEqual(source.substring(0, begin) + String.join("\n", found).indent(12) + source.substring(end));
    }

    private static void paths(String path, JSONSchemaProps schema, List<String> found) {
        schema.getProperties().forEach((name, property) -> {
            JSONSchemaProps content =
                    property.getItems() == null ? property : property.getItems().getSchema();
            String at = path + name + (property.getItems() == null ? "" : "[]");
            boolean isForeign = FOREIGN.contains("spec." + at);
            boolean isBlock = !isLeaf(content) && !isForeign;
            found.add(isBlock ? at + "." : at);
            if (isBlock) {
                paths(at + ".", content, found);
            }
        });
    }

    private void begin(String title) {
        text.append("\n## ").append(title).append("\n\n| field | type | default | what |\n|---|---|---|---|\n");
    }

    private void field(String path, JSONSchemaProps schema, boolean required) {
        String at = "array".equals(schema.getType()) ? path + "[]" : path;
        text.append("| `")
                .append(at)
                .append("` | ")
                .append(type(at, schema))
                .append(" | ")
                .append(required ? "required" : defaultOf(schema))
                .append(" | ")
                .append(cell(Objects.requireNonNullElse(schema.getDescription(), "")))
                .append(" |\n");
        JSONSchemaProps content =
                "array".equals(schema.getType()) ? schema.getItems().getSchema() : schema;
        rules(at, schema);
        if (FOREIGN.contains(at)) {
            return;
        }
        rules(at, content);
        if (content.getProperties() != null && isFile(at)) {
            content.getProperties().forEach((name, property) -> rules(at + "." + name, property));
        } else if (content.getProperties() != null) {
            content.getProperties()
                    .forEach((name, property) -> field(at + "." + name, property, required(content, name)));
        }
    }

    private void rules(String path, JSONSchemaProps schema) {
        for (ValidationRule rule :
                Objects.requireNonNullElse(schema.getXKubernetesValidations(), List.<ValidationRule>of())) {
            if (!rule.getMessage().equals(SpecSchema.Texts.DURATION)
                    && !rule.getMessage().equals(SpecSchema.Texts.SIZE)) {
                rules.computeIfAbsent(rule.getMessage(), _ -> new LinkedHashSet<>())
                        .add(path);
            }
        }
    }

    private static boolean required(JSONSchemaProps parent, String name) {
        return parent.getRequired() != null && parent.getRequired().contains(name);
    }

    private static boolean isLeaf(JSONSchemaProps schema) {
        return (schema.getProperties() == null || schema.getProperties().isEmpty()) && schema.getItems() == null;
    }

    private static String defaultOf(JSONSchemaProps schema) {
        return schema.getDefault() == null || schema.getDefault().isContainerNode()
                ? ""
                : "`" + schema.getDefault().asText() + "`";
    }

    /** Whether it refers to a Secret or ConfigMap. */
    private static boolean isFile(String path) {
        return path.endsWith("Ref") && !path.endsWith("serviceRef") && !path.endsWith("inferencePoolRef");
    }

    private static String type(String path, JSONSchemaProps schema) {
        if (isFile(path)) {
            JSONSchemaProps key = schema.getProperties().get("key");
            if (key == null) {
                return "`name`";
            }
            return "`name` and `key`" + (key.getDefault() == null ? "" : " (" + defaultOf(key) + ")");
        }
        return type(schema);
    }

    private static String type(JSONSchemaProps schema) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return schema.getEnum().stream()
                    .map(word -> "`" + word.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return "number or percentage";
        }
        if ("array".equals(schema.getType())) {
            return "list of " + listed(schema.getItems().getSchema());
        }
        if ("object".equals(schema.getType())) {
            return schema.getAdditionalProperties() == null ? "map of fields" : "map of words";
        }
        if ("string".equals(schema.getType())) {
            return says(schema, SpecSchema.Texts.DURATION)
                    ? "duration"
                    : says(schema, SpecSchema.Texts.SIZE) ? "size" : "text";
        }
        return "boolean".equals(schema.getType()) ? "true or false" : number(schema);
    }

    private static String listed(JSONSchemaProps element) {
        return "object".equals(element.getType()) ? "maps" : "words";
    }

    private static String number(JSONSchemaProps schema) {
        String kind = "integer".equals(schema.getType()) ? "whole number" : "number";
        if (schema.getMinimum() == null) {
            return kind;
        }
        return kind
                + (Boolean.TRUE.equals(schema.getExclusiveMinimum()) ? " above " : " from ")
                + plain(schema.getMinimum())
                + (schema.getMaximum() == null ? "" : " to " + plain(schema.getMaximum()));
    }

    private static String plain(double value) {
        return Long.toString((long) value);
    }

    private static boolean says(JSONSchemaProps schema, String message) {
        return Objects.requireNonNullElse(schema.getXKubernetesValidations(), List.<ValidationRule>of()).stream()
                .anyMatch(rule -> rule.getMessage().equals(message));
    }

    private static String cell(String description) {
        return description.replace("|", "\\|").replace("\n", " ");
    }
}
