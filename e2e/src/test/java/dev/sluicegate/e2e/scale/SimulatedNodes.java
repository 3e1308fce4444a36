package dev.sluicegate.e2e.scale;

import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Nodes whose kubelets are simulated: a pod that the scheduler has bound to one runs at once, has this machine's address, is ready when its gates are
 * open and its router is ready, and goes at once when it is deleted. Only pods that tolerate and select them come here. Safe for any thread.
 */
public final class SimulatedNodes implements AutoCloseable {
    /** The label, and the key of the taint, of these nodes. */
    public static final String KEY = "sluicegate.dev/simulated";

    private static final String BY_UID = "uid";
    private static final int NODES = 10;
    private static final int LEASE_SECONDS = 40;

    private final KubernetesClient client;
    private final String namespace;
    private final String address;
    private final SimulatedRouters routers;
    private final Map<String, String> configHashes = new ConcurrentHashMap<>();
    private final ExecutorService kubelets = Executors.newFixedThreadPool(8);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final SharedIndexInformer<Pod> pods;

    /**
     * Starts them.
     *
     * @param namespace of the pods
     * @param address of this machine, at which the operator asks the routers
     */
    public SimulatedNodes(KubernetesClient client, String namespace, String address) {
        this.client = client;
        this.namespace = namespace;
        this.address = address;
        try {
            routers = new SimulatedRouters(this::probe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int number = 0; number < NODES; number++) {
            start(name(number));
        }
        var _ = clock.scheduleAtFixedRate(this::renew, 0, LEASE_SECONDS / 4, TimeUnit.SECONDS);
        pods = client.pods().inNamespace(namespace).runnableInformer(0);
        pods.addIndexers(Map.of(BY_UID, pod -> List.of(pod.getMetadata().getUid())));
        pods.addEventHandler(new Kubelet());
        pods.run();
    }

    /** As by the readiness probe, but without its period: half a millisecond of each second for each of thousands of pods would be a processor's whole work. */
    private void probe(String uid, Instant when) {
        long wait = Math.max(0, Duration.between(Instant.now(), when).toMillis()) + 1;
        var _ = clock.schedule(
                () -> pods.getIndexer().byIndex(BY_UID, uid).forEach(this::sync), wait, TimeUnit.MILLISECONDS);
    }

    private static String name(int number) {
        return "simulated-" + number;
    }

    private void start(String name) {
        Map<String, Quantity> room =
                Map.of("cpu", new Quantity("10000"), "memory", new Quantity("10Ti"), "pods", new Quantity("2000"));
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(KEY, "true")
                .addToLabels("kubernetes.io/hostname", name)
                .endMetadata()
                .withNewSpec()
                .addNewTaint("NoSchedule", KEY, null, "true")
                .endSpec()
                .withNewStatus()
                .withCapacity(room)
                .withAllocatable(room)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("Simulated")
                .withLastHeartbeatTime(Instant.now().toString())
                .withLastTransitionTime(Instant.now().toString())
                .endCondition()
                .endStatus()
                .build();
        client.resource(node).create();
    }

    private void renew() {
        try {
            for (int number = 0; number < NODES; number++) {
                client.resource(new LeaseBuilder()
                                .withNewMetadata()
                                .withName(name(number))
                                .withNamespace("kube-node-lease")
                                .endMetadata()
                                .withNewSpec()
                                .withHolderIdentity(name(number))
                                .withLeaseDurationSeconds(LEASE_SECONDS)
                                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                                .endSpec()
                                .build())
                        .forceConflicts()
                        .serverSideApply();
            }
        } catch (KubernetesClientException e) {
            System.err.println("the leases of simulated nodes are renewed later: " + e.getMessage());
        }
    }

    private final class Kubelet implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            sync(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            sync(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            routers.stop(pod.getMetadata().getUid());
        }
    }

    private void sync(Pod pod) {
        String node = pod.getSpec().getNodeName();
        if (node == null || !node.startsWith("simulated-")) {
            return;
        }
        kubelets.execute(() -> {
            try {
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    client.resource(pod).withGracePeriod(0).delete();
                } else {
                    run(pod);
                }
            } catch (KubernetesClientException e) {
                if (e.getCode() != 404 && e.getCode() != 409) {
                    System.err.println("a simulated kubelet failed: " + e.getMessage());
                }
            }
        });
    }

    private void run(Pod pod) {
        String uid = pod.getMetadata().getUid();
        String revision = pod.getMetadata().getLabels().getOrDefault(Names.REVISION, "");
        routers.start(uid, revision, configHash(pod));
        boolean ready = routers.isReady(uid)
                && orEmpty(pod.getSpec().getReadinessGates()).stream()
                        .map(PodReadinessGate::getConditionType)
                        .allMatch(gate -> isTrue(pod, gate));
        if ("Running".equals(pod.getStatus().getPhase()) && ready == isTrue(pod, "Ready")) {
            return;
        }
        client.resource(new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Running")
                        .withPodIP(address)
                        .withHostIP(address)
                        .withStartTime(Instant.now().toString())
                        .withConditions(conditions(pod, ready))
                        .withContainerStatuses(pod.getSpec().getContainers().stream()
                                .map(container -> new ContainerStatusBuilder()
                                        .withName(container.getName())
                                        .withImage(container.getImage())
                                        .withImageID(container.getImage())
                                        .withReady(true)
                                        .withStarted(true)
                                        .withRestartCount(0)
                                        .withNewState()
                                        .withNewRunning()
                                        .withStartedAt(Instant.now().toString())
                                        .endRunning()
                                        .endState()
                                        .build())
                                .toList())
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private static List<PodCondition> conditions(Pod pod, boolean ready) {
        List<String> ours = List.of("Initialized", "ContainersReady", "Ready");
        List<PodCondition> conditions = new ArrayList<>(orEmpty(pod.getStatus().getConditions()));
        conditions.removeIf(condition -> ours.contains(condition.getType()));
        for (String type : ours) {
            conditions.add(new PodConditionBuilder()
                    .withType(type)
                    .withStatus(type.equals("Ready") && !ready ? "False" : "True")
                    .withLastTransitionTime(Instant.now().toString())
                    .build());
        }
        return conditions;
    }

    /** The annotation of the record whose config the pod mounts. */
    private String configHash(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .flatMap(volume -> Optional.ofNullable(volume.getConfigMap()).stream())
                .map(source -> configHashes.computeIfAbsent(source.getName(), this::readConfigHash))
                .filter(hash -> !hash.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String readConfigHash(String configMap) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(configMap)
                        .get())
                .map(it -> it.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Names.CONFIG_HASH))
                .orElse("");
    }

    private static boolean isTrue(Pod pod, String type) {
        return orEmpty(pod.getStatus().getConditions()).stream()
                .anyMatch(condition -> Objects.equals(condition.getType(), type)
                        && condition.getStatus().equals("True"));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** How many pods run here. */
    public int running() {
        return (int) pods.getStore().list().stream()
                .filter(pod -> pod.getStatus() != null
                        && "Running".equals(pod.getStatus().getPhase()))
                .count();
    }

    /** How many times a router was asked. */
    public long asked() {
        return routers.asked();
    }

    /** Takes the nodes away; pods that are still there are Kubernetes' to take away. */
    @Override
    public void close() {
        pods.close();
        clock.shutdownNow();
        kubelets.shutdownNow();
        for (int number = 0; number < NODES; number++) {
            client.nodes().withName(name(number)).delete();
        }
        routers.close();
    }
}
