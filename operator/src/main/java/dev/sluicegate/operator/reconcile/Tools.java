package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.EvidenceReader;
import dev.sluicegate.operator.observe.KeyUsages;
import dev.sluicegate.operator.observe.Observer;
import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.operator.observe.Routers;
import dev.sluicegate.operator.telemetry.GatewayMetrics;
import dev.sluicegate.operator.write.GatewayWrites;
import dev.sluicegate.operator.write.RouterKeyWrites;
import dev.sluicegate.operator.write.WriteConcurrency;
import dev.sluicegate.operator.write.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** The parts that every reconciliation works with. */
record Tools(
        ClusterView cluster,
        Writes writes,
        AdminTokens tokens,
        Acceptor acceptor,
        GatewayResources resources,
        OrphanDeletion orphanDeletion,
        LeftoverRecords leftoverRecords,
        Observer observer,
        FirstReconciliations firstReconciliations,
        DrainCommands drains,
        ConfigCommands configs,
        EvidenceReader evidence,
        Statuses statuses,
        RouterKeys routerKeys,
        KeyReports keyReports,
        Events events,
        GatewayMetrics metrics,
        Clock clock) {
    /**
     * Those that work with this client.
     *
     * @param defaultImage the router's image for gateways that name none
     * @param leads whether routers may be given orders
     */
    static Tools of(
            KubernetesClient client,
            ClusterView cluster,
            RouterClient routerClient,
            Routers routers,
            String defaultImage,
            GatewayMetrics metrics,
            Clock clock,
            BooleanSupplier leads) {
        WriteConcurrency turns = new WriteConcurrency();
        RouterKeyWrites keyWrites = new RouterKeyWrites(client, cluster, turns);
        Writes writes = new Writes(client, cluster, turns);
        Events events = new Events(client, turns);
        return new Tools(
                cluster,
                writes,
                new AdminTokens(writes, cluster),
                new Acceptor(cluster, defaultImage),
                new GatewayResources(writes, cluster),
                new OrphanDeletion(writes, cluster, events),
                new LeftoverRecords(writes, cluster),
                new Observer(routers),
                new FirstReconciliations(),
                new DrainCommands(routerClient, leads),
                new ConfigCommands(routerClient, leads),
                new EvidenceReader(routerClient),
                new Statuses(new GatewayWrites(client, turns), events),
                new RouterKeys(writes, keyWrites, cluster),
                new KeyReports(writes, keyWrites, new KeyUsages(routerClient)),
                events,
                metrics,
                clock);
    }

    /** What is to be done now and then for gateways that are gone, or are not looked after any more. */
    void runPeriodicTasks() {
        leftoverRecords.delete();
        routerKeys.lost().forEach(it -> keyReports.reportLost(it, clock.instant()));
        metrics.retain(cluster::knows, clock.instant());
    }
}
