package dev.sluicegate.router.app;

import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.upstream.ProviderCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The calls of {@code --check --call}: each provider is asked for its models. */
final class ProviderCalls {
    private ProviderCalls() {}

    /** Blocks until all have answered or did not. @return false if requests to one of them will certainly fail */
    static boolean succeed(LoadedConfig.Ready ready, PrintStream out) {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient client = vertx.createHttpClient();
            List<Future<ProviderCheck>> calls = new ArrayList<>();
            for (Provider provider : ready.config().providers()) {
                calls.add(ProviderCheck.call(client, provider, ready.filesOf(provider)));
            }
            List<ProviderCheck> checks = Future.all(calls)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .list();
            checks.forEach(check -> out.println(check.sentence()));
            return checks.stream().allMatch(ProviderCheck::good);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
