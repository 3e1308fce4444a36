package dev.sluicegate.e2e.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The loops of the clients that speak plain HTTP, all on one event loop. */
final class RawLoops implements AutoCloseable {
    /** Each carries many streams at the same time, and goes to a pod of its own choice. */
    private static final int HTTP2_CONNECTIONS = 8;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final LoadPlan plan;
    private final Requests requests;
    private final Recorder recorder;

    RawLoops(LoadPlan plan, Requests requests, Recorder recorder) {
        this.plan = plan;
        this.requests = requests;
        this.recorder = recorder;
    }

    void start() {
        Supplier<URI> targets = () -> plan.targets()
                .get(ThreadLocalRandom.current().nextInt(plan.targets().size()));
        LoadPlan.Slots http1 = plan.clients().getOrDefault(ClientKind.HTTP1, new LoadPlan.Slots(0, 0));
        HttpClientAgent one = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(10_000));
        for (int i = 0; i < http1.requests() + http1.streams(); i++) {
            RawClient client = new Http1Client(vertx, one, targets, plan.models(), recorder);
            begin(new Loop(ClientKind.HTTP1, client, dialect(i), i >= http1.requests()));
        }
        LoadPlan.Slots http2 = plan.clients().getOrDefault(ClientKind.HTTP2, new LoadPlan.Slots(0, 0));
        HttpClientAgent two = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(10_000)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
        List<RawClient> connections = new ArrayList<>();
        int loops = http2.requests() + http2.streams();
        for (int i = 0; i < HTTP2_CONNECTIONS; i++) {
            connections.add(new Http2Client(vertx, two, targets, plan.models(), recorder));
        }
        for (int i = 0; i < loops; i++) {
            RawClient client = connections.get(i % connections.size());
            begin(new Loop(ClientKind.HTTP2, client, dialect(i / 2), i >= http2.requests()));
        }
    }

    private static Dialect dialect(int i) {
        return i % 2 == 0 ? Dialect.OPENAI : Dialect.ANTHROPIC;
    }

    private void begin(Loop loop) {
        vertx.setTimer(1 + ThreadLocalRandom.current().nextInt(plan.rampMs()), timer -> loop.next(true));
    }

    private final class Loop {
        private final ClientKind kind;
        private final RawClient client;
        private final Dialect dialect;
        private final boolean streams;

        Loop(ClientKind kind, RawClient client, Dialect dialect, boolean streams) {
            this.kind = kind;
            this.client = client;
            this.dialect = dialect;
            this.streams = streams;
        }

        void next(boolean first) {
            Exchange exchange = streams ? requests.stream(kind, first) : requests.shortOne(kind);
            if (recorder.started(exchange)) {
                client.send(exchange, dialect, () -> {
                    recorder.ended(exchange);
                    vertx.setTimer(Requests.gapMs(), timer -> next(false));
                });
            }
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
