package dev.sluicegate.e2e.process;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A local stand-in for a Service: each new connection goes to one of the current endpoints, and stays with it. */
final class LocalService implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final NetClient client = vertx.createNetClient();
    private final NetServer server;
    private volatile List<Integer> endpoints;

    LocalService(List<Integer> ports) {
        endpoints = List.copyOf(ports);
        server = vertx.createNetServer()
                .connectHandler(this::forward)
                .listen(0, "127.0.0.1")
                .await();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    void setEndpoints(List<Integer> ports) {
        endpoints = List.copyOf(ports);
    }

    private void forward(NetSocket client) {
        client.pause();
        List<Integer> now = endpoints;
        int port = now.get(ThreadLocalRandom.current().nextInt(now.size()));
        this.client
                .connect(port, "127.0.0.1")
                .onFailure(refused -> client.close())
                .onSuccess(router -> {
                    client.pipeTo(router).onComplete(ended -> router.close());
                    router.pipeTo(client).onComplete(ended -> client.close());
                });
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
