package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.Schema;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.observe.LeanObjects;
import dev.sluicegate.operator.observe.Routers;
import dev.sluicegate.operator.telemetry.GatewayMetrics;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One row's cluster, with the gateway {@code llm} in the namespace {@code ai}, and an operator. */
final class World implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final int PATIENCE = 50;
    private static final Pattern HASH = Pattern.compile("\\b[0-9a-f]{10}\\b");

    private final InMemoryApiServer server = InMemoryApiServer.start();
    private final KubernetesClient client = clientOf(server);
    private final ServerView view = new ServerView(server);
    private final SimulatedKubelet kubelet = new SimulatedKubelet(server);
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final List<String> revisions = new ArrayList<>();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final GatewayMetrics metrics = new GatewayMetrics(registry);
    private Tools tools = operator();

    World() {
        server.put(secret("openai", "api-key", "c2VjcmV0"), "kubectl");
        create(Gateways.named("llm").getMetadata().getUid());
    }

    void create(String uid) {
        RouterGateway gateway = Gateways.named("llm");
        gateway.getMetadata().setUid(uid);
        gateway.setSpec(Gateways.spec(Gateways.SPEC));
        gateway.setStatus(asTheSchemaHasIt());
        server.put(gateway, "kubectl");
    }

    /** The API server gives each gateway the default of its status. */
    private static RouterGatewayStatus asTheSchemaHasIt() {
        return Serialization.unmarshal(Schema.of("status").getDefault().toString(), RouterGatewayStatus.class);
    }

    InMemoryApiServer server() {
        return server;
    }

    ServerView view() {
        return view;
    }

    SimulatedGarbageCollector garbage() {
        return new SimulatedGarbageCollector(server, kubelet);
    }

    SimulatedKubelet kubelet() {
        return kubelet;
    }

    RouterGateway gateway() {
        return the(RouterGateway.class, "llm");
    }

    /** One object of ours, or of somebody else's. */
    <T extends HasMetadata> T the(Class<T> type, String name) {
        return server.all(type).stream()
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + type.getSimpleName() + " " + name));
    }

    String adminToken() {
        String encoded = the(Secret.class, "llm-admin").getData().get(MountedFile.ADMIN_TOKEN);
        return new String(Base64.getDecoder().decode(encoded), UTF_8);
    }

    void passes(Duration time) {
        now.updateAndGet(it -> it.plus(time));
    }

    /** Another operator takes over: nothing that this one remembers is known any more. */
    void restartOperator() {
        tools = operator();
    }

    Reconciliation.Result reconcile() {
        return reconcile(gateway());
    }

    /** @param seen as the watch has reported the gateway last, which may be earlier than it is */
    Reconciliation.Result reconcile(RouterGateway seen) {
        return new Reconciliation(tools, seen, false).run();
    }

    Reconciliation.Result cleanUp() {
        return new Reconciliation(tools, gateway(), true).run();
    }

    /** What the operator does for a namespace in which it has lost its rights. */
    void reconcileDenied(String why) {
        new GatewaysInDeniedNamespaces(client, clock()).reconcile("ai", why);
    }

    /** The same where it looks after the whole cluster. */
    void reconcileAllInDenied(String why) {
        new GatewaysInDeniedNamespaces(client, clock()).reconcileAll(why);
    }

    /** What the operator does from time to time. */
    void runPeriodicTasks() {
        tools.runPeriodicTasks();
    }

    /** The name of a revision is a hash: the one that is named first is called REVISION here, any other NEXT. */
    String plain(String text) {
        return HASH.matcher(text).replaceAll(hash -> {
            if (!revisions.contains(hash.group())) {
                revisions.add(hash.group());
            }
            return revisions.indexOf(hash.group()) == 0 ? "REVISION" : "NEXT";
        });
    }

    /** The name of the revision that is called REVISION. */
    String first() {
        return revisions.getFirst();
    }

    /** Reconciles until nothing is written any more. */
    void settle() {
        for (int i = 0; i < PATIENCE; i++) {
            server.forgetWrites();
            reconcile();
            server.writes().forEach(it -> plain(it.toString()));
            boolean quiet = server.writes().isEmpty();
            kubelet.run();
            passes(Duration.ofSeconds(5));
            if (quiet) {
                return;
            }
        }
        throw new AssertionError("it does not settle; the last writes: " + server.writes());
    }

    /** What is counted by the operator's metrics. */
    MeterRegistry registry() {
        metrics.refresh();
        return registry;
    }

    /** As in "Ready=False Rolling". */
    List<String> conditions() {
        return conditionStream()
                .map(it -> it.getType() + "=" + it.getStatus() + " " + it.getReason())
                .toList();
    }

    String message(String type) {
        return conditionStream()
                .filter(it -> it.getType().equals(type))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("");
    }

    private Stream<Condition> conditionStream() {
        return Stream.ofNullable(gateway().getStatus())
                .flatMap(it -> Objects.requireNonNullElse(it.conditions(), List.<Condition>of()).stream());
    }

    static Secret secret(String name, String key, String base64) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("ai")
                .endMetadata()
                .addToData(key, base64)
                .build();
    }

    /** It tries nothing twice: the rows say what fails, and once. */
    private static KubernetesClient clientOf(InMemoryApiServer server) {
        return server.clientBuilder()
                .withKubernetesSerialization(LeanObjects.serialization())
                .build();
    }

    private Clock clock() {
        return ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    }

    private Tools operator() {
        Clock clock = clock();
        return Tools.of(client, view, kubelet, new Routers(kubelet, clock), "router:1", metrics, clock, () -> true);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
