package dev.sluicegate.e2e.install;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** One gateway in a cluster, as a person with kubectl uses it. */
public final class LiveGateway {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    private LiveGateway(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /** Applies a manifest of one gateway. */
    public static LiveGateway apply(KubernetesClient client, String namespace, String yaml) {
        RouterGateway gateway = client.getKubernetesSerialization().unmarshal(yaml, RouterGateway.class);
        gateway.getMetadata().setNamespace(namespace);
        client.resource(gateway).inNamespace(namespace).create();
        return new LiveGateway(client, namespace, gateway.getMetadata().getName());
    }

    public String name() {
        return name;
    }

    public RouterGateway get() {
        return Objects.requireNonNull(resource().get(), "the gateway is gone");
    }

    public boolean exists() {
        return resource().get() != null;
    }

    /** @param mergePatch such as {@code {"spec":{"image":"x"}}} */
    public void patch(String mergePatch) {
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    /** Through the scale subresource, as HPA does. */
    public void scale(int replicas) {
        resource().scale(replicas);
    }

    public void delete() {
        resource().delete();
    }

    /** As Argo CD and {@code kubectl delete --cascade=…} do. */
    public void delete(DeletionPropagation propagation) {
        resource().withPropagationPolicy(propagation).delete();
    }

    public Optional<RouterGatewayStatus> status() {
        return Optional.ofNullable(get().getStatus());
    }

    /** The condition of this type, if it speaks of the newest generation. */
    public Optional<Condition> condition(String type) {
        RouterGateway gateway = get();
        return Optional.ofNullable(gateway.getStatus()).map(RouterGatewayStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> condition.getType().equals(type))
                .filter(condition -> Objects.equals(
                        condition.getObservedGeneration(), gateway.getMetadata().getGeneration()))
                .findFirst();
    }

    /** Waits until what was asked for last is in place, and every pod that it replaces is gone. */
    public void awaitReady(Duration limit) {
        Patience.until(name + " is ready and nothing of it is draining", limit, this::isReady, this::describe);
    }

    /** True if what was asked for last is in place, and every pod that it replaces is gone. */
    public boolean isReady() {
        RouterGateway gateway = get();
        String revision = stableRevision();
        List<Pod> pods = pods();
        return condition("Ready")
                        .filter(ready -> ready.getStatus().equals("True"))
                        .isPresent()
                && gateway.getSpec().path("replicas").asInt(1) == pods.size()
                && pods.stream().allMatch(pod -> RouterPods.isOf(pod, revision));
    }

    /** Waits until another revision than this is proven, and none is being rolled out; pods of earlier ones may still drain. */
    public void awaitProvenAfter(String revision, Duration limit) {
        Patience.until(
                name + " has proven another revision than " + revision,
                limit,
                () -> hasProvenAfter(revision),
                this::describe);
    }

    /** True if another revision than this is proven, and none is being rolled out. */
    public boolean hasProvenAfter(String revision) {
        return status().filter(status -> status.stableRevision() != null
                        && !status.stableRevision().isEmpty()
                        && !status.stableRevision().equals(revision)
                        && status.candidateRevision() == null)
                .isPresent();
    }

    /** Waits until the gateway and every pod of it is gone. */
    public void awaitGone(Duration limit) {
        Patience.until(name + " and its pods are gone", limit, () -> !exists() && pods().isEmpty(), this::describe);
    }

    /** The number of requests and streams that the last rollout has cut, as the status says; empty if it does not say. */
    public OptionalLong cutStreams() {
        return status().map(RouterGatewayStatus::rollout).stream()
                .map(RouterGatewayStatus.RolloutStatus::cutStreams)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Empty before there is one. */
    public String stableRevision() {
        return status().map(RouterGatewayStatus::stableRevision).orElse("");
    }

    /** Waits until a condition has this status and this text somewhere in its reason or message. */
    public Condition awaitCondition(String type, String status, String text, Duration limit) {
        Patience.until(
                name + " says " + type + "=" + status + " and why: " + text,
                limit,
                () -> condition(type)
                        .filter(condition -> condition.getStatus().equals(status))
                        .filter(condition -> (condition.getReason() + " " + condition.getMessage()).contains(text))
                        .isPresent(),
                this::describe);
        return condition(type).orElseThrow();
    }

    /** Every pod of this gateway's, also those that terminate. */
    public List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("sluicegate.dev/gateway", name)
                .list()
                .getItems();
    }

    /** The uids of all its pods. */
    public Set<String> podUids() {
        return pods().stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    }

    /** All endpoints of its Service, ready or not, by its EndpointSlices. */
    public List<Endpoint> endpoints() {
        return client
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("kubernetes.io/service-name", name)
                .list()
                .getItems()
                .stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .toList();
    }

    /** The number of requests and streams that a pod reports as in flight, asked through the API server. */
    public int inFlight(Pod pod) {
        String metrics = client.raw("/api/v1/namespaces/" + namespace + "/pods/"
                + pod.getMetadata().getName() + ":9090/proxy" + AdminApi.METRICS);
        return Objects.requireNonNull(metrics, "no metrics")
                .lines()
                .filter(line -> line.startsWith("sluicegate_in_flight{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The Service's NodePort on each of these nodes. */
    public List<URI> targets(List<String> nodeAddresses) {
        Service service =
                client.services().inNamespace(namespace).withName(name).get();
        int port = Objects.requireNonNull(service, "the gateway has no Service yet")
                .getSpec()
                .getPorts()
                .getFirst()
                .getNodePort();
        return nodeAddresses.stream()
                .map(address -> URI.create("http://" + address + ":" + port))
                .toList();
    }

    /** For the message of a failure. */
    public String describe() {
        RouterGateway gateway = resource().get();
        String status = gateway == null
                ? "it does not exist"
                : client.getKubernetesSerialization().asYaml(gateway.getStatus());
        return "its status:\n" + status + Evidence.of(client, namespace);
    }

    private Resource<RouterGateway> resource() {
        return client.resources(RouterGateway.class).inNamespace(namespace).withName(name);
    }
}
