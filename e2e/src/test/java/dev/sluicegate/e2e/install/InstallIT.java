package dev.sluicegate.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.cluster.SharedCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of an installation, with the real Helm, as README.md and docs/getting-started.md tell a newcomer to do it. */
@ExtendWith(SharedCluster.class)
class InstallIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String HOME = "sluicegate-install-system";
    private static final String ELSEWHERE = "sluicegate-install-two";
    private static final String WATCHED = "sluicegate-install-ai";
    private static final String WATCH = "watchNamespaces={" + WATCHED + "}";
    private static final String CRD = "routergateways.sluicegate.dev";
    private static final int TOKENS = 40;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Images images;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> restricted = new HashSet<>();

    InstallIT(Cluster cluster) {
        this.cluster = cluster;
        this.client = cluster.newClient();
        this.images = Images.load(cluster);
    }

    @AfterEach
    void takeAway() {
        Stream.of(WATCHED, ELSEWHERE).forEach(this::releaseGateways);
        namespaces().forEach(it -> client.namespaces().withName(it).delete());
        // the next test makes them again
        Patience.until(
                "the namespaces of the installation are gone",
                PATIENCE,
                () -> {
                    // an operator that still ran has put it there again
                    Stream.of(WATCHED, ELSEWHERE).forEach(this::releaseGateways);
                    return left().isEmpty();
                },
                () -> left().stream()
                        .map(it -> it + " " + client.namespaces().withName(it).get() + "\n" + Evidence.of(client, it))
                        .collect(Collectors.joining("\n")));
        client.close();
        http.close();
    }

    private List<String> left() {
        return namespaces()
                .filter(it -> client.namespaces().withName(it).get() != null)
                .toList();
    }

    private Stream<String> namespaces() {
        return Stream.concat(Stream.of(HOME, WATCHED, ELSEWHERE), restricted.stream())
                .distinct();
    }

    /** After a failure no operator may be left that takes their finalizer off, without which their namespace never ends. */
    private void releaseGateways(String namespace) {
        if (crd() == null) {
            return;
        }
        client.genericKubernetesResources("sluicegate.dev/v1alpha1", "RouterGateway")
                .inNamespace(namespace)
                .resources()
                .forEach(it -> it.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}"));
    }

    @Test
    void installQuickstartUpgradeUninstallAndReinstall() throws Exception {
        enforceRestricted(HOME);
        HelmRelease release = new HelmRelease(cluster, images, "sluicegate", HOME);
        assertThat(release.install(WATCH, "createNamespaces=false").said())
                .contains(WATCHED + " of watchNamespaces does not exist", "kubectl create namespace");
        assertThat(release.exists()).as("a release that failed").isFalse();

        release.install(WATCH).orThrow();
        enforceRestricted(WATCHED);
        LiveGateway gateway = quickstart(WATCHED);
        gateway.awaitReady(PATIENCE);
        assertThat(ask(gateway, 5).join()).isEqualTo(5);

        upgradesUnderAStream(release, gateway);
        aSecondReleaseKeepsToItsOwn();

        release.uninstall().orThrow();
        assertThat(crd()).as("the CRD, which stays").isNotNull();
        assertThat(ask(gateway, 5).join()).as("tokens without an operator").isEqualTo(5);

        HelmRelease renamed = new HelmRelease(cluster, images, "renamed", HOME);
        renamed.install(WATCH, "replicas=1").orThrow();
        gateway.scale(1);
        gateway.awaitReady(PATIENCE);
        gateway.delete();
        gateway.awaitGone(PATIENCE);
        renamed.uninstall().orThrow();
    }

    /** A namespace is looked after as soon as it has the label, and each is where all are. */
    @Test
    void namespacesAreChosenByLabelOrAllOfThem() throws Exception {
        enforceRestricted(HOME);
        HelmRelease release = new HelmRelease(cluster, images, "sluicegate", HOME);
        release.install("watchSelector=sluicegate.dev/install=yes", "replicas=1")
                .orThrow();
        enforceRestricted(WATCHED);
        LiveGateway labelled = quickstart(WATCHED);
        labelled.scale(1);
        client.namespaces()
                .withName(WATCHED)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"sluicegate.dev/install\":\"yes\"}}}");
        labelled.awaitReady(PATIENCE);

        release.upgrade("watchNamespaces={*}", "replicas=1").orThrow();
        enforceRestricted(ELSEWHERE);
        LiveGateway any = quickstart(ELSEWHERE);
        any.scale(1);
        any.awaitReady(PATIENCE);
        for (LiveGateway each : List.of(labelled, any)) {
            each.delete();
            each.awaitGone(PATIENCE);
        }
        release.uninstall().orThrow();
    }

    /** Each command that the documents have, judged by the API server. */
    @Test
    void theApiServerTakesWhatEachCommandInTheDocumentsRenders() {
        for (List<String> options : HelmCommands.inDocuments()) {
            List<String> here = Stream.concat(options.stream(), Stream.of("--namespace", HOME))
                    .toList();
            for (HasMetadata object : load(Helm.template(HOME, here).orThrow())) {
                if (object.getApiVersion().startsWith("monitoring.coreos.com")) {
                    continue; // its CRD is not here
                }
                Optional.ofNullable(object.getMetadata().getNamespace()).ifPresent(this::enforceRestricted);
                client.resource(object)
                        .dryRun(true)
                        .fieldManager("sluicegate-e2e")
                        .forceConflicts()
                        .serverSideApply();
                if (object instanceof Deployment deployment) {
                    aPodOf(deployment);
                }
            }
        }
    }

    /** Pod security judges pods, and Deployments only by a warning. */
    private void aPodOf(Deployment deployment) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("as-restricted")
                .withNamespace(HOME)
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .editSpec()
                .withServiceAccountName("default")
                .endSpec()
                .build();
        client.resource(pod).dryRun(true).create();
    }

    private void upgradesUnderAStream(HelmRelease release, LiveGateway gateway) throws IOException {
        Set<String> before = gateway.podUids();
        CompletableFuture<Integer> stream = ask(gateway, TOKENS);
        release.upgrade(WATCH, "replicas=2", "podAnnotations.example\\.com/upgraded=yes")
                .orThrow();
        assertThat(stream.join()).as("tokens of a stream across the upgrade").isEqualTo(TOKENS);
        assertThat(gateway.podUids()).as("router pods").isEqualTo(before);
    }

    private void aSecondReleaseKeepsToItsOwn() {
        HelmRelease second = new HelmRelease(cluster, images, "second", ELSEWHERE);
        assertThat(second.install(WATCH, "replicas=1").said())
                .contains("is looked after by the release sluicegate in the namespace " + HOME);
        assertThat(second.exists()).isFalse();

        second.install("replicas=1").orThrow();
        String digest = crdDigest();
        annotateCrd("of-another-version");
        assertThat(second.upgrade("replicas=1").said())
                .contains("the CRD " + CRD + " is there already, is another version of it", "kubectl annotate crd");
        annotateCrd(digest);
        second.uninstall().orThrow();
    }

    private String crdDigest() {
        return Objects.requireNonNull(
                Objects.requireNonNull(crd()).getMetadata().getAnnotations().get("sluicegate.dev/crd"));
    }

    private @Nullable CustomResourceDefinition crd() {
        return client.resources(CustomResourceDefinition.class).withName(CRD).get();
    }

    private void annotateCrd(String digest) {
        client.resources(CustomResourceDefinition.class)
                .withName(CRD)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"sluicegate.dev/crd\":\"" + digest + "\"}}}");
    }

    /** As the example's own comment says: with the simulated provider's image that this cluster has. */
    private LiveGateway quickstart(String namespace) throws IOException {
        String text = Files.readString(ProjectFolder.resolve("examples/quickstart.yaml"))
                .replace("ghcr.io/sluicegate/simulated-provider:0.1.0", images.provider());
        for (HasMetadata object : load(text)) {
            if (!object.getKind().equals("RouterGateway")) {
                client.resource(object).inNamespace(namespace).serverSideApply();
            }
        }
        String gateway = Stream.of(text.split("(?m)^---$"))
                .filter(it -> it.contains("kind: RouterGateway"))
                .findFirst()
                .orElseThrow();
        return LiveGateway.apply(client, namespace, gateway);
    }

    /** The number of tokens that a stream brings to its good end, over {@code kubectl port-forward}, four each second. */
    private CompletableFuture<Integer> ask(LiveGateway gateway, int tokens) throws IOException {
        String pod = gateway.pods().getFirst().getMetadata().getName();
        LocalPortForward forward =
                client.pods().inNamespace(WATCHED).withName(pod).portForward(8080);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + forward.getLocalPort() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"fast\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"sim id=install tokens="
                                + tokens + " pace=250\"}]}"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new IllegalStateException(
                        "%d tokens of pod %s did not come; in %s:\n%s"
                                .formatted(tokens, pod, WATCHED, Evidence.of(client, WATCHED)),
                        failure)))
                .thenApply(response -> tokensOf(response.body()))
                .whenComplete((_, _) -> close(forward));
    }

    private static int tokensOf(String stream) {
        assertThat(stream).endsWith("data: [DONE]\n\n");
        return (int) stream.lines().filter(it -> it.contains("install:")).count();
    }

    private static void close(LocalPortForward forward) {
        try {
            forward.close();
        } catch (IOException e) {
            System.err.println("a port forward did not close: " + e.getMessage());
        }
    }

    private List<HasMetadata> load(String manifests) {
        return client.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private void enforceRestricted(String namespace) {
        if (!restricted.add(namespace)) {
            return;
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .withLabels(Map.of("pod-security.kubernetes.io/enforce", "restricted"))
                        .endMetadata()
                        .build())
                .serverSideApply();
    }
}
