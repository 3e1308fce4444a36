package dev.sluicegate.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.Golden;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A gateway that a released CRD has accepted is accepted by the one of today, and means the same. */
class CrdCompatibilityTest {
    private static final String TODAY = "crds/routergateways.sluicegate.dev-v1.yaml";
    /** The CRD of each release, as VERSION.yaml; `make release` puts it there. */
    private static final Path RELEASED = Path.of(System.getProperty("sluicegate.root", ".."), "crds/released");

    @Test
    void todaysCrdBreaksNothingOfAReleasedOne() throws IOException {
        try (Stream<Path> released = Files.isDirectory(RELEASED) ? Files.list(RELEASED) : Stream.empty()) {
            for (Path crd : released.toList()) {
                JsonNode before = Serialization.unmarshal(Files.readString(crd), ObjectNode.class);
                assertThat(CrdCompatibility.breaks(before, today()))
                        .as("what breaks gateways of %s", crd.getFileName())
                        .isEmpty();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> whatBreaksIsFound() {
        return Stream.of(
                breaking(
                        "a field that is gone",
                        "spec.replicas is gone",
                        s -> properties(s).remove("replicas")),
                breaking(
                        "a new required field",
                        "cannot be without image any more",
                        s -> spec(s).withArray("required").add("image")),
                breaking(
                        "another type",
                        "spec.replicas type was",
                        s -> field(s, "replicas").put("type", "string")),
                breaking(
                        "a higher lower bound",
                        "spec.replicas minimum was",
                        s -> field(s, "replicas").put("minimum", 1)),
                breaking(
                        "a new upper bound",
                        "spec.replicas maximum was",
                        s -> field(s, "replicas").put("maximum", 3)),
                breaking(
                        "another default",
                        "spec.replicas default was",
                        s -> field(s, "replicas").put("default", 7)),
                breaking(
                        "a value of an enum that is gone",
                        "does not accept \"Rollback\" any more",
                        CrdCompatibilityTest::forgetRollback),
                breaking(
                        "a list of values where any was right",
                        "spec.image accepts",
                        s -> field(s, "image").withArray("enum").add("a")),
                breaking(
                        "a new rule",
                        "spec has a rule that was not there",
                        s -> spec(s).withArray("x-kubernetes-validations")
                                .addObject()
                                .put("rule", "false")),
                breaking(
                        "a new pattern",
                        "spec.image pattern was",
                        s -> field(s, "image").put("pattern", "^x")),
                breaking(
                        "a field of a list's items that is gone",
                        "spec.providers[].baseUrl is gone",
                        s -> ((ObjectNode) field(s, "providers").path("items").path("properties")).remove("baseUrl")),
                breaking(
                        "a status field that is gone",
                        "status.pods is gone",
                        s -> ((ObjectNode) s.path("properties").path("status").path("properties")).remove("pods")));
    }

    @Test
    void aVersionThatIsNotServedAnyMoreBreaks() {
        ObjectNode now = today();
        ((ObjectNode) now.path("spec").path("versions").path(0)).put("served", false);
        assertThat(CrdCompatibility.breaks(today(), now)).containsExactly("v1alpha1 is not served any more");
    }

    @Test
    void whatWidensBreaksNothing() {
        assertThat(changed(s -> {
                    properties(s).putObject("somethingNew").put("type", "string");
                    field(s, "replicas").put("minimum", -1);
                    field(s, "replicas").put("description", "another sentence");
                    spec(s).remove("x-kubernetes-validations");
                    spec(s).remove("required");
                }))
                .isEmpty();
    }

    private static DynamicTest breaking(String what, String sentence, Consumer<ObjectNode> change) {
        return DynamicTest.dynamicTest(
                what,
                () -> assertThat(changed(change)).singleElement().asString().contains(sentence));
    }

    private static List<String> changed(Consumer<ObjectNode> change) {
        ObjectNode now = today();
        change.accept((ObjectNode)
                now.path("spec").path("versions").path(0).path("schema").path("openAPIV3Schema"));
        return CrdCompatibility.breaks(today(), now);
    }

    private static void forgetRollback(ObjectNode schema) {
        ObjectNode onFailure =
                (ObjectNode) field(schema, "rollout").path("properties").path("onFailure");
        onFailure.putArray("enum").add("Hold");
    }

    private static ObjectNode spec(ObjectNode schema) {
        return (ObjectNode) schema.path("properties").path("spec");
    }

    private static ObjectNode properties(ObjectNode schema) {
        return (ObjectNode) spec(schema).path("properties");
    }

    private static ObjectNode field(ObjectNode schema, String name) {
        return (ObjectNode) properties(schema).path(name);
    }

    private static ObjectNode today() {
        return Serialization.unmarshal(Golden.file(TODAY).read(), ObjectNode.class);
    }
}
