package dev.sluicegate.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The differences between two CRDs that break what a user has: a stored gateway that would be refused, a field that would be dropped, a default
 * that would be another one, a version or path that clients use. What was refused and is accepted now breaks nothing.
 */
final class CrdCompatibility {
    private static final List<String> LOWER_BOUNDS = List.of("minimum", "minLength", "minItems", "minProperties");
    private static final List<String> UPPER_BOUNDS = List.of("maximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> FIXED =
            List.of("pattern", "format", "default", "x-kubernetes-list-type", "x-kubernetes-list-map-keys");

    private final List<String> breaks = new ArrayList<>();

    private CrdCompatibility() {}

    /** One sentence for each difference that breaks; empty if a cluster with the released CRD may get the new one. */
    static List<String> breaks(JsonNode released, JsonNode now) {
        CrdCompatibility comparison = new CrdCompatibility();
        JsonNode before = released.path("spec");
        JsonNode after = now.path("spec");
        for (String fixed : List.of("group", "scope")) {
            comparison.same(fixed, before.path(fixed), after.path(fixed));
        }
        for (String name : List.of("kind", "plural", "singular", "shortNames", "categories")) {
            comparison.same(
                    "names." + name,
                    before.path("names").path(name),
                    after.path("names").path(name));
        }
        for (JsonNode version : before.path("versions")) {
            comparison.version(version, find(after.path("versions"), version.path("name")));
        }
        return comparison.breaks;
    }

    private static JsonNode find(JsonNode versions, JsonNode name) {
        for (JsonNode version : versions) {
            if (version.path("name").equals(name)) {
                return version;
            }
        }
        return versions.path(-1);
    }

    private void version(JsonNode before, JsonNode after) {
        String name = before.path("name").asText();
        if (before.path("served").asBoolean() && !after.path("served").asBoolean()) {
            breaks.add(name + " is not served any more");
            return;
        }
        same(name + " subresources", before.path("subresources"), after.path("subresources"));
        schema(
                name,
                before.path("schema").path("openAPIV3Schema"),
                after.path("schema").path("openAPIV3Schema"));
    }

    private void same(String path, JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            breaks.add(path + " was " + text(before) + " and is " + text(after));
        }
    }

    private void schema(String path, JsonNode before, JsonNode after) {
        if (after.isMissingNode()) {
            breaks.add(path + " is gone");
            return;
        }
        if (!before.path("type").equals(after.path("type")) && !widens(before, after)) {
            same(path + " type", before.path("type"), after.path("type"));
        }
        for (String fixed : FIXED) {
            if (!(fixed.equals("pattern") && after.path(fixed).isMissingNode())) {
                same(path + " " + fixed, before.path(fixed), after.path(fixed));
            }
        }
        bounds(path, before, after);
        values(path, before.path("enum"), after.path("enum"));
        rules(path, before.path("x-kubernetes-validations"), after.path("x-kubernetes-validations"));
        required(path, before, after);
        children(path, before, after);
    }

    /** A number where an integer was, or either of two where one was. */
    private static boolean widens(JsonNode before, JsonNode after) {
        String was = before.path("type").asText();
        if (after.path("x-kubernetes-int-or-string").asBoolean()) {
            return Set.of("integer", "string").contains(was);
        }
        return was.equals("integer") && after.path("type").asText().equals("number");
    }

    private void bounds(String path, JsonNode before, JsonNode after) {
        for (String bound : LOWER_BOUNDS) {
            if (after.has(bound)
                    && (!before.has(bound)
                            || after.path(bound).asDouble() > before.path(bound).asDouble())) {
                same(path + " " + bound, before.path(bound), after.path(bound));
            }
        }
        for (String bound : UPPER_BOUNDS) {
            if (after.has(bound)
                    && (!before.has(bound)
                            || after.path(bound).asDouble() < before.path(bound).asDouble())) {
                same(path + " " + bound, before.path(bound), after.path(bound));
            }
        }
    }

    private void values(String path, JsonNode before, JsonNode after) {
        if (after.isMissingNode()) {
            return;
        }
        if (before.isMissingNode()) {
            breaks.add(path + " accepts " + text(after) + " only");
            return;
        }
        Set<JsonNode> left = all(before);
        left.removeAll(all(after));
        left.forEach(value -> breaks.add(path + " does not accept " + text(value) + " any more"));
    }

    private void rules(String path, JsonNode before, JsonNode after) {
        Set<String> known = new HashSet<>();
        before.forEach(rule -> known.add(rule.path("rule").asText()));
        for (JsonNode rule : after) {
            if (!known.contains(rule.path("rule").asText())) {
                breaks.add(path + " has a rule that was not there: "
                        + rule.path("rule").asText());
            }
        }
    }

    private void required(String path, JsonNode before, JsonNode after) {
        Set<JsonNode> more = all(after.path("required"));
        more.removeAll(all(before.path("required")));
        more.forEach(field -> breaks.add(path + " cannot be without " + field.asText() + " any more"));
    }

    private void children(String path, JsonNode before, JsonNode after) {
        boolean keepsUnknown =
                after.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        if (before.path("x-kubernetes-preserve-unknown-fields").asBoolean() && !keepsUnknown) {
            breaks.add(path + " does not keep unknown fields any more");
        }
        for (Map.Entry<String, JsonNode> field : before.path("properties").properties()) {
            JsonNode now = after.path("properties").path(field.getKey());
            if (!(now.isMissingNode() && keepsUnknown)) {
                schema(path + "." + field.getKey(), field.getValue(), now);
            }
        }
        if (before.has("items")) {
            schema(path + "[]", before.path("items"), after.path("items"));
        }
        if (before.path("additionalProperties").isObject()) {
            schema(path + ".*", before.path("additionalProperties"), after.path("additionalProperties"));
        }
    }

    private static Set<JsonNode> all(JsonNode array) {
        Set<JsonNode> all = new LinkedHashSet<>();
        array.forEach(all::add);
        return all;
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }
}
