package dev.sluicegate.e2e.promise;

import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.cluster.SharedCluster;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives tests the {@link Stage} that all of them share, as a parameter; clears it after each, and keeps what is there when one
 * fails.
 */
final class OnStage implements BeforeAllCallback, AfterEachCallback, ParameterResolver, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(OnStage.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        stage(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stage(context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        try {
            stage(context)
                    .keepEvidence(context.getRequiredTestClass().getSimpleName() + "."
                            + context.getRequiredTestMethod().getName());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Stage stage = stage(context);
        try {
            stage.checkRemovals();
            stage.checkDecisions();
        } finally {
            stage.clear();
        }
    }

    /** The store closes it after the last test, and before the cluster, which is older. */
    private static Stage stage(ExtensionContext context) {
        Cluster cluster = SharedCluster.of(context);
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(Stage.class, _ -> new Stage(cluster), Stage.class);
    }
}
