package dev.sluicegate.operator.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RolloutSpec.OnConfigChange;
import dev.sluicegate.operator.model.ChangeWay;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.GatewayReader;
import dev.sluicegate.operator.model.GatewayReader.GatewayReading;
import dev.sluicegate.operator.model.KeptRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A field that is said to be reloaded in place is no part of what pods are made of. A new field that is, and does not say so, is found here. */
class ReloadableFieldsTest {
    private static final JsonNode ALL = Gateways.spec(Gateways.EVERYTHING);

    @Test
    void whatChangesThePodTemplateNeedsNewPods() {
        Gateway.Rolling before = rolling(ALL).orElseThrow();
        TreeMap<String, ChangeWay> ways = new TreeMap<>();
        for (String path : paths("", ALL)) {
            rolling(without(path)).ifPresent(after -> {
                ChangeWay way = ChangeWay.of(
                        OnConfigChange.RELOAD, before, after, true, Optional.of(new KeptRevision("a", "a", 0, true)));
                ways.put(path, way);
                if (!template(before).equals(template(after))) {
                    assertThat(way).as(path).isInstanceOf(ChangeWay.NewPods.class);
                }
            });
        }
        assertThat(ways).hasSizeGreaterThan(100);
        assertThat(ways.values()).hasAtLeastOneElementOfType(ChangeWay.InPlace.class);
        assertThat(ways.get("/logging/level")).isInstanceOf(ChangeWay.InPlace.class);
        assertThat(ways.get("/image")).isInstanceOf(ChangeWay.NewPods.class);
    }

    private static String template(Gateway.Rolling rolling) {
        return PodTemplate.of(new Revision("llm", "", rolling, rolling.image().orElse("router:1"), "", 0, ""))
                .toString();
    }

    private static Optional<Gateway.Rolling> rolling(JsonNode spec) {
        return GatewayReader.read(spec) instanceof GatewayReading.Valid valid
                ? Optional.of(valid.gateway().rolling())
                : Optional.empty();
    }

    private static List<String> paths(String at, JsonNode node) {
        List<String> paths = new ArrayList<>();
        node.properties().forEach(field -> {
            String path = at + "/" + field.getKey();
            paths.add(path);
            paths.addAll(paths(path, field.getValue()));
        });
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            paths.add(at + "/" + i);
            paths.addAll(paths(at + "/" + i, node.get(i)));
        }
        return paths;
    }

    private static JsonNode without(String path) {
        JsonNode copy = ALL.deepCopy();
        int end = path.lastIndexOf('/');
        JsonNode parent = copy.at(path.substring(0, end));
        String name = path.substring(end + 1);
        if (parent instanceof ObjectNode object) {
            object.remove(name);
        } else if (parent instanceof ArrayNode list) {
            list.remove(Integer.parseInt(name));
        }
        return copy;
    }
}
