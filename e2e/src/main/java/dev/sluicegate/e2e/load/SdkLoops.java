package dev.sluicegate.e2e.load;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The loops of one SDK's clients, each on a virtual thread. */
final class SdkLoops implements AutoCloseable {
    private final ClientKind kind;
    private final List<SdkClient> clients;
    private final LoadPlan.Slots slots;
    private final Requests requests;
    private final Recorder recorder;
    private final int rampMs;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** @param clients one for each target; each loop keeps to one of them */
    SdkLoops(ClientKind kind, List<SdkClient> clients, LoadPlan plan, Requests requests, Recorder recorder) {
        this.kind = kind;
        this.clients = clients;
        this.slots = plan.clients().getOrDefault(kind, new LoadPlan.Slots(0, 0));
        this.rampMs = plan.rampMs();
        this.requests = requests;
        this.recorder = recorder;
    }

    void start() {
        for (int i = 0; i < slots.requests() + slots.streams(); i++) {
            SdkClient client = clients.get(i % clients.size());
            boolean streams = i >= slots.requests();
            Thread.ofVirtual().name(kind.label() + "-" + i).start(() -> loop(client, streams));
        }
    }

    private void loop(SdkClient client, boolean streams) {
        boolean first = true;
        long gapMs = ThreadLocalRandom.current().nextInt(rampMs);
        while (!closedWithin(gapMs)) {
            Exchange exchange = streams ? requests.stream(kind, first) : requests.shortOne(kind);
            if (!recorder.started(exchange)) {
                return;
            }
            client.run(exchange);
            recorder.ended(exchange);
            first = false;
            gapMs = Requests.gapMs();
        }
    }

    private boolean closedWithin(long ms) {
        try {
            return closing.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        clients.forEach(SdkClient::close);
    }
}
