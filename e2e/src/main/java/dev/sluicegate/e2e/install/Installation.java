package dev.sluicegate.e2e.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The operator in a cluster, installed by the chart. */
public final class Installation {
    public static final String NAMESPACE = "sluicegate-system";

    /** The name of the operator's Deployment, ServiceAccount, Roles and lease. */
    public static final String OPERATOR = "sluicegate-operator";

    /** The variable by which the operator writes its decisions into its log. */
    public static final String DECISIONS = "SLUICEGATE_DECISIONS";

    private static final Duration TO_START = Duration.ofMinutes(2);

    private Installation() {}

    /**
     * Renders the chart with Helm, applies it, and waits until the operator is ready. Repeating it changes nothing.
     *
     * @param watched the namespaces whose gateways the operator looks after; made if they are not there
     */
    public static void install(KubernetesClient client, Images images, String... watched) {
        createNamespace(client, NAMESPACE);
        for (String namespace : watched) {
            createNamespace(client, namespace);
        }
        List<HasMetadata> objects =
                client.load(new ByteArrayInputStream(render(images, watched))).items();
        for (HasMetadata object : objects) {
            if (object.getMetadata().getNamespace() == null) {
                object.getMetadata().setNamespace(NAMESPACE);
            }
            client.resource(object instanceof Deployment deployment ? tracing(deployment) : object)
                    .fieldManager("sluicegate-e2e")
                    .forceConflicts()
                    .serverSideApply();
        }
        Patience.until(
                "the operator is ready",
                TO_START,
                () -> client.apps().deployments().inNamespace(NAMESPACE).list().getItems().stream()
                        .allMatch(deployment -> deployment.getStatus() != null
                                && Integer.valueOf(1)
                                        .equals(deployment.getStatus().getReadyReplicas())
                                && deployment
                                        .getMetadata()
                                        .getGeneration()
                                        .equals(deployment.getStatus().getObservedGeneration())),
                () -> Evidence.of(client, NAMESPACE));
    }

    /** So that its log has each of its decisions. */
    private static Deployment tracing(Deployment deployment) {
        return new DeploymentBuilder(deployment)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName(DECISIONS)
                .withValue("DEBUG")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** The log of the operator in the cluster since then; of one that is gone, nothing. */
    public static String operatorLog(KubernetesClient client, Instant since) {
        return client.pods().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(Readiness::isPodReady)
                .map(pod -> client.pods()
                        .resource(pod)
                        .sinceTime(since.truncatedTo(ChronoUnit.SECONDS).toString())
                        .getLog())
                .collect(Collectors.joining());
    }

    /** Gives the operator in the cluster this number of pods, and waits until they are ready and all others are gone. */
    public static void scaleOperator(KubernetesClient client, int replicas) {
        client.apps().deployments().inNamespace(NAMESPACE).withName(OPERATOR).scale(replicas);
        awaitOperator(client, replicas, _ -> true);
    }

    /** Replaces the operator's pod by one of another label and another default, and waits until only that one is there. */
    public static void upgradeOperator(KubernetesClient client, String release, String defaultRouter) {
        client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(OPERATOR)
                .edit(deployment -> new DeploymentBuilder(deployment)
                        .editSpec()
                        .editTemplate()
                        .editMetadata()
                        .addToLabels("app.kubernetes.io/version", release)
                        .endMetadata()
                        .editSpec()
                        .editFirstContainer()
                        .removeMatchingFromEnv(it -> it.getName().equals("DEFAULT_ROUTER_IMAGE"))
                        .addNewEnv()
                        .withName("DEFAULT_ROUTER_IMAGE")
                        .withValue(defaultRouter)
                        .endEnv()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
        awaitOperator(
                client, 1, pod -> release.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/version")));
    }

    private static void awaitOperator(KubernetesClient client, int replicas, Predicate<Pod> wanted) {
        Patience.until(
                "the operator has " + replicas + " pods",
                TO_START,
                () -> {
                    List<Pod> pods = client.pods().inNamespace(NAMESPACE).list().getItems();
                    return pods.size() == replicas
                            && pods.stream().allMatch(Readiness::isPodReady)
                            && pods.stream().allMatch(wanted);
                },
                () -> Evidence.of(client, NAMESPACE));
    }

    /** Under the strictest standard of Kubernetes: what the product runs has to keep to it. */
    private static void createNamespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private static byte[] render(Images images, String... watched) {
        int colon = images.operator().lastIndexOf(':');
        return Helm.template(
                        NAMESPACE,
                        List.of(
                                "--set=image.repository=" + images.operator().substring(0, colon),
                                "--set=image.tag=" + images.operator().substring(colon + 1),
                                "--set=router.image=" + images.router(),
                                // the tests end it and read its log: it is one pod
                                "--set=replicas=1",
                                "--set=createNamespaces=false",
                                "--set=watchNamespaces={" + String.join(",", watched) + "}"))
                .orThrow()
                .getBytes(StandardCharsets.UTF_8);
    }
}
