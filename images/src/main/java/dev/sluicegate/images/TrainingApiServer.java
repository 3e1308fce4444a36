package dev.sluicegate.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As much of a Kubernetes API server as an operator's training needs: every list is empty, a watch stays open without an event, what is written is
 * answered as it came, and nothing else exists.
 */
final class TrainingApiServer implements AutoCloseable {
    private static final String NOTHING = """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"NotFound","message":"not found","code":404}""";
    private static final String EMPTY_LIST = """
            {"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}""";
    private static final String VERSION = """
            {"major":"1","minor":"35","gitVersion":"v1.35.0","platform":"linux/amd64"}""";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch watched = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private TrainingApiServer(HttpServer server) {
        this.server = server;
    }

    static TrainingApiServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TrainingApiServer apiServer = new TrainingApiServer(server);
        server.setExecutor(apiServer.threads);
        server.createContext("/", apiServer::answer);
        server.start();
        return apiServer;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    boolean isWatched() {
        return watched.getCount() == 0;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            if (exchange.getRequestURI().getPath().equals("/version")) {
                respond(exchange, 200, VERSION.getBytes(UTF_8));
            } else if (sent.length > 0) {
                respond(exchange, 200, sent);
            } else if (query.contains("watch=true")) {
                watch(exchange);
            } else if (query.contains("resourceVersion=") || query.contains("limit=")) {
                respond(exchange, 200, EMPTY_LIST.getBytes(UTF_8));
            } else {
                respond(exchange, 404, NOTHING.getBytes(UTF_8));
            }
        }
    }

    private void watch(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        watched.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
