package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.Golden;
import dev.sluicegate.operator.render.GatewayObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rights that the chart gives the operator, as {@code examples/install.yaml} has them, which is made from the chart. */
final class GrantedRights {
    private static final Pattern DOCUMENT = Pattern.compile("(?m)^---$");

    private GrantedRights() {}

    /** In a watched namespace, such as "patch pods/status". */
    static Set<String> inNamespace() {
        return rights(it -> it.path("kind").asText().equals("Role")
                && it.at("/metadata/name").asText().equals("sluicegate-operator"));
    }

    /** In the whole cluster. */
    static Set<String> inCluster() {
        return rights(it -> it.path("kind").asText().equals("ClusterRole"));
    }

    /** What informers, finalizers and owner references need, which the rows of the table do without. */
    static Set<String> ofTheFramework() {
        Set<String> rights = new TreeSet<>(Set.of(
                // the finalizer; read again when that conflicts
                "get routergateways",
                "patch routergateways",
                // of who names an owner that it blocks, where the API server's OwnerReferencesPermissionEnforcement is
                // on
                "update routergateways/finalizers",
                // to be allowed to give them
                "get endpointslices",
                "list endpointslices",
                "watch endpointslices",
                "list inferencepools",
                "watch inferencepools"));
        Stream.concat(
                        Stream.of("routergateways", "routerkeys", "secrets"),
                        GatewayObjects.OWNED_TYPES.stream().map(HasMetadata::getPlural))
                .flatMap(it -> Stream.of("list " + it, "watch " + it))
                .forEach(rights::add);
        return rights;
    }

    private static Set<String> rights(Predicate<JsonNode> role) {
        Set<String> rights = new TreeSet<>();
        for (JsonNode object : objects()) {
            if (role.test(object)) {
                object.path("rules")
                        .forEach(rule -> rule.path("resources")
                                .forEach(resource -> rule.path("verbs")
                                        .forEach(verb -> rights.add(verb.asText() + " " + resource.asText()))));
            }
        }
        return rights;
    }

    private static List<JsonNode> objects() {
        List<JsonNode> objects = new ArrayList<>();
        for (String text : DOCUMENT.split(Golden.file("examples/install.yaml").read(), -1)) {
            if (text.lines().anyMatch(line -> line.startsWith("kind:"))) {
                objects.add(Serialization.unmarshal(text, JsonNode.class));
            }
        }
        return objects;
    }
}
