package dev.sluicegate.router.app;

import dev.sluicegate.router.request.BodyBudget;
import dev.sluicegate.router.request.SmallHeapTest;
import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.LoadedConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A router that takes in whatever comes, as a process of its own: what {@link SmallHeapTest} must find out. */
public final class UnboundedRouter {
    private UnboundedRouter() {}

    /** @param args {@code --config} and its file */
    public static void main(String[] args) throws IOException {
        ConfigSource source = ConfigSource.file(Path.of(args[1]), Map.of());
        if (source.prepare(source.bytes()) instanceof LoadedConfig.Ready ready) {
            Router.start(ready, new PodIdentity("mutant", ""), new BodyBudget(Long.MAX_VALUE))
                    .onSuccess(router -> System.out.printf(
                            "{\"message\":\"serving\",\"openai\":\"http://127.0.0.1:%d/v1\",\"admin\":\"http://127.0.0.1:%d\"}%n",
                            router.port(), router.adminPort()));
        }
    }
}
