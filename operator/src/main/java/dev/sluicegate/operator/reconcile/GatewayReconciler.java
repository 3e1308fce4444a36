package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.observe.HttpRouterClient;
import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.operator.observe.Routers;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.telemetry.GatewayMetrics;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The controller of gateways, which brings them to what they ask for, a small step each time. All state is in the cluster: it may be interrupted anywhere. */
@ControllerConfiguration(
        name = "routergateway",
        finalizerName = GatewayReconciler.FINALIZER,
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = RelevantChange.class))
public final class GatewayReconciler implements Reconciler<RouterGateway>, Cleaner<RouterGateway> {
    /** What keeps a gateway that is being deleted until it is drained. */
    static final String FINALIZER = "sluicegate.dev/drain";

    private final KubernetesClient client;
    private final String defaultImage;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final BooleanSupplier leads;
    private final Function<String, Optional<String>> keysDenied;
    private final RouterClient routerClient;
    private final Routers routers;
    private @Nullable Sources sources;
    private @Nullable Tools tools;

    /**
     * Reconciles with this client.
     *
     * @param defaultImage the router's image for gateways that name none
     * @param leads whether routers may be given orders: this process still leads
     * @param keysDenied why RouterKeys cannot be read in a namespace, as far as that has been asked
     */
    public GatewayReconciler(
            KubernetesClient client,
            String defaultImage,
            GatewayMetrics metrics,
            Clock clock,
            BooleanSupplier leads,
            Function<String, Optional<String>> keysDenied) {
        this.client = client;
        this.defaultImage = defaultImage;
        this.metrics = metrics;
        this.clock = clock;
        this.leads = leads;
        this.keysDenied = keysDenied;
        this.routerClient = new HttpRouterClient(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        this.routers = new Routers(routerClient, clock);
    }

    @Override
    public List<EventSource<?, RouterGateway>> prepareEventSources(EventSourceContext<RouterGateway> context) {
        Sources sources = new Sources(
                context,
                client.nodes().withLimit(Sources.LIST_PAGE).runnableInformer(0),
                this::keyInformer,
                keysDenied);
        tools = Tools.of(client, sources, routerClient, routers, defaultImage, metrics, clock, leads);
        this.sources = sources;
        return sources.all();
    }

    private SharedIndexInformer<RouterKey> keyInformer(String namespace) {
        return (namespace.equals(Constants.WATCH_ALL_NAMESPACES)
                        ? client.resources(RouterKey.class).inAnyNamespace()
                        : client.resources(RouterKey.class).inNamespace(namespace))
                .withLimit(Sources.LIST_PAGE)
                .runnableInformer(0);
    }

    @Override
    public UpdateControl<RouterGateway> reconcile(RouterGateway gateway, Context<RouterGateway> context) {
        Reconciliation.Result result = new Reconciliation(tools(), gateway, false).run();
        return UpdateControl.<RouterGateway>noUpdate().rescheduleAfter(result.requeueAfter());
    }

    @Override
    public DeleteControl cleanup(RouterGateway gateway, Context<RouterGateway> context) {
        Reconciliation.Result result = new Reconciliation(tools(), gateway, true).run();
        if (result.gone()) {
            routers.forget(gateway.getMetadata().getUid());
            tools().statuses().forget(gateway);
            tools().writes().forget(gateway);
            tools().events().forget(gateway);
            tools().acceptor().forget(gateway);
            tools().keyReports().forget(gateway);
            tools().firstReconciliations().forget(gateway);
            tools().tokens().forget(gateway);
            metrics.forget(gateway);
            return DeleteControl.defaultDelete();
        }
        return DeleteControl.noFinalizerRemoval()
                .rescheduleAfter(result.requeueAfter().toMillis());
    }

    /** Sees to gateways that went without the operator, or that it does not look after any more; to be called now and then while this process leads. */
    public void runPeriodicTasks() {
        tools().runPeriodicTasks();
        Objects.requireNonNull(sources)
                .askForNodes(() -> client.nodes()
                        .list(new ListOptionsBuilder().withLimit(1L).build()));
    }

    private Tools tools() {
        return Objects.requireNonNull(tools, "event sources are prepared first");
    }
}
