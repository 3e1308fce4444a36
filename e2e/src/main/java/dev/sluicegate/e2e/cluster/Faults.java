package dev.sluicegate.e2e.cluster;

import java.time.Duration;

/**
 * The faults of a cluster that a workload should survive. A fault that this kind of cluster does not know throws
 * {@link UnsupportedOperationException} and says which kind does. Starting waits until the component answers; starting what
 * runs and stopping what does not run changes nothing.
 */
public interface Faults {

    /** True if components can be stopped and started; otherwise only the methods about maintenance work. */
    boolean canStopComponents();

    /** Pods on the node go on, but none starts, ends or is probed there. */
    void stopKubelet(String node);

    void startKubelet(String node);

    /** The node's view of Services stays as it is: endpoints that come and go are not seen. */
    void stopKubeProxy(String node);

    void startKubeProxy(String node);

    /** Connections to it break, new ones are refused. */
    void stopApiServer();

    void startApiServer();

    /** It stands still as it is: no pod comes or goes, and no endpoint changes. */
    void pauseControllerManager();

    void resumeControllerManager();

    /** Waits until no pod has this address any more; the next pod that starts on the node gets it. */
    void givesNext(String node, String address);

    /** The maintenance of nodes. */
    Maintenance maintenance();

    default void cordon(String node) {
        maintenance().setUnschedulable(node, true);
    }

    default void uncordon(String node) {
        maintenance().setUnschedulable(node, false);
    }

    /**
     * Cordons the node and evicts its pods, but those of DaemonSets, and comes back when the last one is gone.
     *
     * @param limit how long disruption budgets and graceful terminations may take; then {@link ClusterException}
     */
    default void drain(String node, Duration limit) {
        maintenance().drain(node, limit);
    }
}
