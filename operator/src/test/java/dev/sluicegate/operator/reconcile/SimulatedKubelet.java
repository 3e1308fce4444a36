package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.config.RouterConfigReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rest of the cluster: the ReplicaSets' pods come up at once, and their routers do as they are told. */
final class SimulatedKubelet implements RouterClient {
    private static final Instant START = Instant.parse("2026-11-21T11:30:00Z");
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final InMemoryApiServer server;
    private final Map<String, Phase> phases = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, String> reported = new HashMap<>();
    /** The hash of the config that each router has; its file comes late. */
    private final Map<String, String> configs = new ConcurrentHashMap<>();

    /** What each router says of the config that it was told last. */
    private final Map<String, String> errors = new ConcurrentHashMap<>();

    private final SimulatedUsage usage = new SimulatedUsage();

    private CountDownLatch told = new CountDownLatch(0);

    private final SimulatedMounts mounts;

    /** The seats whose routers do not answer. */
    private final Set<Integer> silent = new HashSet<>();

    private final List<String> endedUndrained = new ArrayList<>();

    private String diagnostics = "{\"health\":{\"status\":\"degraded\"},\"config\":\"CONFIG\"}";

    SimulatedKubelet(InMemoryApiServer server) {
        this.server = server;
        this.mounts = new SimulatedMounts(server);
    }

    /** Makes the cluster catch up with what the operator has asked for. */
    void run() {
        collectGarbage();
        for (ReplicaSet set : server.all(ReplicaSet.class)) {
            List<Pod> all = podsOf(set);
            List<Pod> pods = all.stream().filter(it -> !isEnded(it)).toList();
            for (int i = pods.size(); i < set.getSpec().getReplicas(); i++) {
                Pod pod = pod(set, all.size());
                server.put(pod, "kubelet");
                tokens.put(name(pod), token());
                configs.put(name(pod), configHash(pod));
            }
            for (int i = set.getSpec().getReplicas(); i < pods.size(); i++) {
                end(pods.get(i));
            }
            report(set);
        }
        for (Pod pod : server.all(Pod.class)) {
            if (isEnded(pod)) {
                continue;
            }
            mounts.look(pod, tokens.getOrDefault(name(pod), ""));
            boolean ready = phases.getOrDefault(name(pod), Phase.SERVING) == Phase.SERVING && isAdmitted(pod);
            if (ready != isTrue(pod, "Ready")) {
                become(pod, ready);
            }
        }
    }

    /** What the routers have counted for RouterKeys. */
    SimulatedUsage usage() {
        return usage;
    }

    /** The routers in these seats answer no more. */
    void silence(Integer... seats) {
        silent.addAll(List.of(seats));
    }

    /** What each router says when it is asked for its diagnostics. */
    void diagnostics(String json) {
        diagnostics = json;
    }

    /** Pods that were ended while they served, and so cut what they carried. */
    List<String> endedUndrained() {
        return List.copyOf(endedUndrained);
    }

    @Override
    public Optional<Answer> send(Pod pod, String token, String method, String path, byte[] body, Duration deadline) {
        if (silent.contains(Integer.parseInt(pod.getMetadata().getLabels().getOrDefault(Names.SEAT, "0")))) {
            return Optional.empty();
        }
        if (!token.equals(tokens.get(name(pod)))) {
            return Optional.of(new Answer(401, new byte[0]));
        }
        if (path.equals(AdminApi.DIAGNOSTICS)) {
            return Optional.of(new Answer(200, diagnostics.getBytes(UTF_8)));
        }
        switch (method) {
            case "PUT" -> {
                server.tell("drain", pod);
                phases.put(name(pod), Phase.DRAINED);
            }
            case "DELETE" -> {
                server.tell("reopen", pod);
                phases.remove(name(pod));
            }
            case "POST" -> {
                String config = new String(body, UTF_8);
                server.tell(path.equals(AdminApi.CONFIG_CHECK) ? "check" : "reload", pod);
                String error = config.contains("INVALID") ? "it is wrong" : fileProblem(pod);
                if (error != null) {
                    if (path.equals(AdminApi.CONFIG_RELOAD)) {
                        errors.put(name(pod), error);
                    }
                    return Optional.of(new Answer(422, ("{\"error\":\"" + error + "\"}").getBytes(UTF_8)));
                }
                if (path.equals(AdminApi.CONFIG_RELOAD)) {
                    awaitTheOthers();
                    errors.remove(name(pod));
                    configs.put(name(pod), RouterConfigReader.hash(body));
                }
            }
            default -> {}
        }
        if (path.equals(AdminApi.KEYS)) {
            return usage.answer(name(pod));
        }
        try {
            return Optional.of(new Answer(200, MAPPER.writeValueAsBytes(status(pod))));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A router reads its Secret when it starts. */
    private String token() {
        return server.all(Secret.class).stream()
                .filter(it -> it.getMetadata().getName().equals("llm-admin"))
                .map(it -> it.getData().get(MountedFile.ADMIN_TOKEN))
                .map(it -> new String(Base64.getDecoder().decode(it), UTF_8).strip())
                .findFirst()
                .orElse("");
    }

    /** Pods whose seat is gone go with it. */
    private void collectGarbage() {
        Set<String> seats = server.all(ReplicaSet.class).stream()
                .map(set -> set.getMetadata().getUid())
                .collect(Collectors.toSet());
        server.all(Pod.class).stream()
                .filter(pod ->
                        pod.getMetadata().getOwnerReferences().stream().noneMatch(it -> seats.contains(it.getUid())))
                .forEach(this::end);
    }

    private void end(Pod pod) {
        server.remove(pod);
        if (phases.remove(name(pod)) != Phase.DRAINED) {
            endedUndrained.add(name(pod));
        }
    }

    /** A router that is told a config does not answer before so many have been told. */
    void answersWhenAreTold(int routers) {
        told = new CountDownLatch(routers);
    }

    private void awaitTheOthers() {
        told.countDown();
        try {
            if (!told.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the others are told only when this router has answered");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The container of each router is restarted, and its file still has this. */
    void restartAll(String configHash) {
        configs.replaceAll((_, _) -> configHash);
    }

    private RouterStatus status(Pod pod) {
        Phase phase = phases.getOrDefault(name(pod), Phase.SERVING);
        return new RouterStatus(
                "test",
                pod.getMetadata().getLabels().getOrDefault(Names.REVISION, ""),
                configs.getOrDefault(name(pod), configHash(pod)),
                phase,
                START,
                new RouterStatus.InFlight(0, 0, 0),
                phase == Phase.SERVING
                        ? null
                        : new RouterStatus.Drain("test", START, START.plusSeconds(10), null, List.of(), 0),
                Map.of(RouterStatus.Outcome.CUT, 0L),
                errors.get(name(pod)),
                usage.totals(name(pod)),
                mounts.of(pod),
                mounts.refused(pod),
                fileProblem(pod),
                null,
                null);
    }

    private @Nullable String fileProblem(Pod pod) {
        return mounts.refused(pod).isEmpty() ? null : "a file must hold one key";
    }

    /** The ReplicaSet controller says what it has seen. */
    private void report(ReplicaSet set) {
        String status = "{\"status\":{\"observedGeneration\":%d,\"replicas\":%d}}"
                .formatted(
                        Objects.requireNonNullElse(set.getMetadata().getGeneration(), 1L),
                        set.getSpec().getReplicas());
        if (!status.equals(reported.put(set.getMetadata().getUid(), status))) {
            server.edit(set, status, "kube-controller-manager");
        }
    }

    private String configHash(Pod pod) {
        String revision = pod.getMetadata().getLabels().get(Names.REVISION);
        return server.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().endsWith("-" + revision))
                .map(map -> map.getMetadata().getAnnotations().get(Names.CONFIG_HASH))
                .findFirst()
                .orElse("");
    }

    private List<Pod> podsOf(ReplicaSet set) {
        return server.all(Pod.class).stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(it -> it.getUid().equals(set.getMetadata().getUid())))
                .toList();
    }

    private static Pod pod(ReplicaSet set, int index) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(set.getMetadata().getName() + "-" + index)
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(set.getSpec().getTemplate().getMetadata().getLabels())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("apps/v1")
                        .withKind("ReplicaSet")
                        .withName(set.getMetadata().getName())
                        .withUid(set.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withNewSpecLike(set.getSpec().getTemplate().getSpec())
                .withNodeName(node(set))
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("10.0.0." + (index + 1))
                .addNewContainerStatus()
                .withName(Names.CONTAINER)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** Each seat has a node of its own, of the same number. */
    private static String node(ReplicaSet set) {
        return "node-" + set.getSpec().getSelector().getMatchLabels().get(Names.SEAT);
    }

    private void become(Pod pod, boolean ready) {
        List<String> conditions = new ArrayList<>();
        pod.getStatus().getConditions().stream()
                .filter(it -> !it.getType().equals("Ready"))
                .forEach(it -> conditions.add(condition(it.getType(), it.getStatus())));
        conditions.add(condition("Ready", ready ? "True" : "False"));
        server.edit(pod, "{\"status\":{\"conditions\":[" + String.join(",", conditions) + "]}}", "kubelet");
    }

    private static String condition(String type, String status) {
        return "{\"type\":\"" + type + "\",\"status\":\"" + status + "\",\"lastTransitionTime\":\"" + START + "\"}";
    }

    private static boolean isAdmitted(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getReadinessGates(), List.of())
                        .isEmpty()
                || isTrue(pod, Names.ADMITTED);
    }

    private static boolean isTrue(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(it -> it.getType().equals(type) && it.getStatus().equals("True"));
    }

    private static boolean isEnded(Pod pod) {
        return "Failed".equals(pod.getStatus().getPhase());
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }
}
