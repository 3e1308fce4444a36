package dev.sluicegate.e2e.demo;

import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.cluster.ClusterException;
import dev.sluicegate.e2e.cluster.Clusters;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The demo as a process. Exit code 0 if nothing was cut, 1 if something was or the run proved nothing, 2 if it could not be run. With {@code
 * KEEP=1} in the environment it leaves the cluster and the gateway for its user to play with.
 */
public final class DemoMain {
    private static final int CUT = 1;
    private static final int NOT_RUN = 2;

    private DemoMain() {}

    public static void main(String[] arguments) {
        int exit = NOT_RUN;
        try {
            exit = run();
        } catch (ClusterException | IllegalStateException | KubernetesClientException e) {
            System.err.println("The demo stopped: " + e.getMessage());
        }
        System.exit(exit);
    }

    @SuppressWarnings("try") // the cluster is closed by hand, or kept
    private static int run() {
        boolean keep = "1".equals(System.getenv("KEEP"));
        Screen screen = Screen.ofThisTerminal();
        screen.step("bringing up a cluster");
        Cluster cluster = Clusters.choose();
        try (Demo demo = Demo.install(cluster, screen)) {
            Verdict verdict = demo.run();
            return verdict instanceof Verdict.Green ? 0 : CUT;
        } finally {
            if (keep) {
                System.out.println("KEEP=1: the cluster is still there. export KUBECONFIG=" + cluster.kubeconfig()
                        + "; kubectl -n " + Demo.NAMESPACE + " describe rg llm; make demo-down ends it");
            } else {
                screen.step("taking everything away again");
                cluster.close();
            }
        }
    }
}
