package dev.sluicegate.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart as Helm renders it. Needs Helm, and no cluster. */
class ChartIT {
    private static final String NAMESPACE = "sluicegate-system";

    static List<List<String>> commands() {
        return HelmCommands.inDocuments();
    }

    @Test
    void helmFindsNothingToComplainOf() {
        assertThat(Helm.run(Map.of(), List.of("lint", "--strict", Helm.chart())).orThrow())
                .contains("0 chart(s) failed");
    }

    @Test
    void theDocumentsHaveCommands() {
        assertThat(commands()).hasSizeGreaterThan(6).anyMatch(it -> it.contains("watchNamespaces={ai}"));
    }

    /** What is rendered is of the wanted namespace, runs without rights on its node, and has each right once: in the namespaces or everywhere. */
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandInTheDocumentsRenders(List<String> options) {
        List<JsonNode> objects = render(options);

        assertThat(objects).extracting(it -> it.path("kind").asText()).contains("Deployment", "ServiceAccount");
        JsonNode pod = kind(objects, "Deployment").getFirst().at("/spec/template/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").isMissingNode())
                .as("OpenShift chooses the user")
                .isTrue();
        assertThat(pod.at("/containers/0/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        boolean everywhere = options.contains("watchNamespaces={*}") || options.contains("watchSelector=team=ai");
        assertThat(secretsEverywhere(objects)).isEqualTo(everywhere);
        Set<String> names = new HashSet<>();
        assertThat(objects)
                .as("two objects of one name")
                .allMatch(it -> names.add(it.path("kind").asText()
                        + it.at("/metadata/namespace").asText()
                        + it.at("/metadata/name").asText()));
    }

    @Test
    void namesNamespacesWithARoleInEach() {
        List<JsonNode> objects = render(List.of("--set", "watchNamespaces={ai,search}"));

        assertThat(namespacesOf(objects, "Role", "sluicegate-operator")).containsExactly("ai", "search");
        assertThat(namespacesOf(objects, "RoleBinding", "sluicegate-operator")).containsExactly("ai", "search");
        assertThat(kind(objects, "Namespace")).hasSize(2);
        assertThat(kind(render(List.of("--set", "watchNamespaces={ai},createNamespaces=false")), "Namespace"))
                .isEmpty();
        assertThat(environment(objects, "WATCH_NAMESPACES")).isEqualTo("ai,search");
    }

    @Test
    void oneValueNamesThePrivateRegistry() {
        List<JsonNode> objects = render(List.of("--set", "image.registry=registry.example.com/llm,image.tag=dev"));

        assertThat(kind(objects, "Deployment")
                        .getFirst()
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo("registry.example.com/llm/operator:dev");
        assertThat(environment(objects, "DEFAULT_ROUTER_IMAGE")).isEqualTo("registry.example.com/llm/router:dev");
    }

    @Test
    void theCrdsCanBeLeftOutAndAreKeptUnlessSaidOtherwise() {
        String keep = "/metadata/annotations/helm.sh~1resource-policy";
        assertThat(kind(render(List.of()), "CustomResourceDefinition"))
                .hasSize(2)
                .allMatch(it -> it.at(keep).asText().equals("keep"));
        assertThat(kind(render(List.of("--set", "crds.keep=false")), "CustomResourceDefinition"))
                .hasSize(2)
                .allMatch(it -> it.at(keep).isMissingNode());
        assertThat(kind(render(List.of("--set", "crds.install=false")), "CustomResourceDefinition"))
                .isEmpty();
    }

    @Test
    void aSingleOperatorHasNoBudgetThatWouldHoldUpItsNode() {
        assertThat(kind(render(List.of()), "PodDisruptionBudget")).hasSize(1);
        assertThat(kind(render(List.of("--set", "replicas=1")), "PodDisruptionBudget"))
                .isEmpty();
    }

    /** What shares many gateways between operators. A lease in a fixed namespace, or a name in the cluster that is not of the release's, is red here. */
    @Test
    void releasesInTwoNamespacesHaveALeaseEachAndShareNothingButTheCrds() {
        Set<String> shared = new HashSet<>(clusterWide("sluicegate-a"));
        shared.retainAll(clusterWide("sluicegate-b"));

        assertThat(shared)
                .containsExactlyInAnyOrder(
                        "CustomResourceDefinition routergateways.sluicegate.dev",
                        "CustomResourceDefinition routerkeys.sluicegate.dev");
        for (String home : List.of("sluicegate-a", "sluicegate-b")) {
            List<JsonNode> objects = objects(Helm.template(home, List.of()).orThrow());
            assertThat(namespacesOf(objects, "RoleBinding", "sluicegate-operator-lease"))
                    .containsExactly(home);
            assertThat(namespacesOf(objects, "Deployment", "sluicegate-operator"))
                    .containsExactly(home);
            assertThat(variable(objects, "POD_NAMESPACE")
                            .at("/valueFrom/fieldRef/fieldPath")
                            .asText())
                    .as("where the lease is kept")
                    .isEqualTo("metadata.namespace");
        }
    }

    private static List<String> clusterWide(String home) {
        return objects(Helm.template(home, List.of("--set", "watchNamespaces={*}"))
                        .orThrow())
                .stream()
                .filter(it -> it.at("/metadata/namespace").isMissingNode())
                .map(it ->
                        it.path("kind").asText() + " " + it.at("/metadata/name").asText())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas=two                          | at '/replicas': got string, want integer
            replicas=-1                           | minimum: got -1, want 0
            replica=3                             | additional properties 'replica' not allowed
            watchNamespaces={Ai}                  | 'Ai' does not match pattern
            watchNamespaces={*,ai}                | write "*" alone, or only names
            watchNamespaces={ai},watchSelector=x  | are both set: write one of them
            image.registry=                       | at '/image/registry'
            image.pullPolicy=Sometimes            | value must be one of 'IfNotPresent', 'Always', 'Never'
            metrics.podMonitor.interval=often     | at '/metrics/podMonitor/interval'
            """)
    void aBadValueIsRefusedWithASentence(String setting, String sentence) {
        Helm.Outcome outcome = Helm.template(NAMESPACE, List.of("--set", setting));

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.said()).contains(sentence);
    }

    private static List<JsonNode> render(List<String> options) {
        return objects(Helm.template(NAMESPACE, options).orThrow());
    }

    static List<JsonNode> objects(String manifests) {
        return Arrays.stream(manifests.split("(?m)^---$"))
                .filter(it -> it.lines().anyMatch(line -> line.startsWith("kind:")))
                .map(it -> Serialization.unmarshal(it, JsonNode.class))
                .toList();
    }

    private static List<JsonNode> kind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(it -> it.path("kind").asText().equals(kind))
                .toList();
    }

    private static Set<String> namespacesOf(List<JsonNode> objects, String kind, String name) {
        Set<String> namespaces = new TreeSet<>();
        kind(objects, kind).stream()
                .map(it -> it.path("metadata"))
                .filter(it -> it.path("name").asText().equals(name))
                .forEach(it -> namespaces.add(it.path("namespace").asText()));
        return namespaces;
    }

    private static String environment(List<JsonNode> objects, String name) {
        return variable(objects, name).path("value").asText();
    }

    private static JsonNode variable(List<JsonNode> objects, String name) {
        JsonNode all = kind(objects, "Deployment").getFirst().at("/spec/template/spec/containers/0/env");
        return elements(all, it -> it.path("name").asText().equals(name)).getFirst();
    }

    private static boolean secretsEverywhere(List<JsonNode> objects) {
        return kind(objects, "ClusterRole").stream()
                .flatMap(it -> elements(it.path("rules"), rule -> true).stream())
                .flatMap(it -> elements(it.path("resources"), resource -> true).stream())
                .anyMatch(it -> it.asText().equals("secrets"));
    }

    private static List<JsonNode> elements(JsonNode array, Predicate<JsonNode> wanted) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.stream().filter(wanted).toList();
    }
}
