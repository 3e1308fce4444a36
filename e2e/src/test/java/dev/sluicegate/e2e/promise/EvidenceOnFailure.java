package dev.sluicegate.e2e.promise;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Keeps what is in the cluster when a test fails, before it is cleaned up. */
final class EvidenceOnFailure implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        keep(context, failure);
        throw failure;
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        keep(context, failure);
        throw failure;
    }

    private static void keep(ExtensionContext context, Throwable failure) {
        try {
            Stage.dumpAll(context.getRequiredTestClass().getSimpleName() + "."
                    + context.getTestMethod().map(method -> method.getName()).orElse("setup"));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
