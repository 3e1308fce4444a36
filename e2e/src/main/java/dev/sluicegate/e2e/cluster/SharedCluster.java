package dev.sluicegate.e2e.cluster;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link Cluster} that all of them in this JVM share, as a parameter. It is opened when the first test class
 * needs it and ends with the JVM's last; {@code E2E_KEEP_CLUSTER=1} leaves it running.
 */
public final class SharedCluster implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedCluster.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        of(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    /** The cluster, opened if no test has needed it yet; for extensions that build on it. */
    public static Cluster of(ExtensionContext context) {
        // of the session: Failsafe gives a fork one class after the other, each a run of its own
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(Held.class, _ -> new Held(Clusters.choose()), Held.class)
                .cluster();
    }

    /** The store closes it after the last test. */
    private record Held(Cluster cluster) implements AutoCloseable {

        @Override
        public void close() {
            if ("1".equals(System.getenv("E2E_KEEP_CLUSTER"))) {
                System.err.println("E2E_KEEP_CLUSTER is set: " + cluster.description() + " is left running, KUBECONFIG="
                        + cluster.kubeconfig());
            } else {
                cluster.close();
            }
        }
    }
}
