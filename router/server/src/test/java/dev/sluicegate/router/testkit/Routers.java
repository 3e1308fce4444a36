package dev.sluicegate.router.testkit;

import dev.sluicegate.router.request.BodyBudget;
import java.util.ArrayList;
import java.util.List;

/** The routers that a {@link RouterTest} starts by itself, because their config depends on something else. They end with the test. */
public final class Routers implements AutoCloseable {
    private final List<RunningRouter> started = new ArrayList<>();

    Routers() {}

    /** Starts one with the config for one provider, and more top-level YAML. */
    public RunningRouter start(FakeUpstream upstream, String extra) {
        return keep(RunningRouter.start(upstream, extra));
    }

    /** Starts one with a whole config. */
    public RunningRouter startWith(String yaml) {
        return keep(RunningRouter.startWith(yaml));
    }

    /** Starts one with a whole config, whose requests' bodies may take no more memory than this. */
    public RunningRouter startWith(String yaml, BodyBudget bodies) {
        return keep(RunningRouter.startWith(yaml, bodies));
    }

    private RunningRouter keep(RunningRouter router) {
        started.add(router);
        return router;
    }

    @Override
    public void close() {
        started.reversed().forEach(RunningRouter::close);
    }
}
