package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.oracle.Observation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A running load: every client of a {@link LoadPlan} sends one request after the other until {@link #finish}. No request is sent
 * twice, whatever happens to it. Its methods are safe for any thread.
 */
public final class Load implements AutoCloseable {
    private final Recorder recorder = new Recorder();
    private final RawLoops raw;
    private final List<SdkLoops> sdks = new ArrayList<>();

    private Load(LoadPlan plan) {
        Requests requests = new Requests(plan.lengths());
        raw = new RawLoops(plan, requests, recorder);
        addSdk(plan, ClientKind.OPENAI_SDK, requests, target -> new OpenAiSdkClient(target, plan.models()));
        addSdk(plan, ClientKind.ANTHROPIC_SDK, requests, target -> new AnthropicSdkClient(target, plan.models()));
    }

    private void addSdk(LoadPlan plan, ClientKind kind, Requests requests, Function<URI, SdkClient> client) {
        if (plan.clients().containsKey(kind)) {
            List<SdkClient> clients = plan.targets().stream().map(client).toList();
            sdks.add(new SdkLoops(kind, clients, plan, requests, recorder));
        }
    }

    /** Starts all clients, spread over {@link LoadPlan#ramp}. */
    public static Load start(LoadPlan plan) {
        Load load = new Load(plan);
        load.raw.start();
        load.sdks.forEach(SdkLoops::start);
        return load;
    }

    public LoadProgress progress() {
        return recorder.progress();
    }

    /** Starts no more requests; those on their way go on. */
    public void stopStarting() {
        recorder.stop();
    }

    /**
     * Starts no more requests, and waits for those on their way.
     *
     * @return every request that was started, in the order of their ends
     * @throws IllegalStateException if some have not ended within {@code patience}
     */
    public List<Observation> finish(Duration patience) {
        recorder.stop();
        if (!recorder.awaitIdle(patience)) {
            throw new IllegalStateException(recorder.progress().open() + " requests have not ended within " + patience);
        }
        return recorder.observations();
    }

    /** Starts no more requests, and breaks off those on their way. */
    @Override
    public void close() {
        recorder.stop();
        sdks.forEach(SdkLoops::close);
        raw.close();
    }
}
