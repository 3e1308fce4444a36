package dev.sluicegate.operator.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An API server that knows one type of objects, lists them and lets one client watch them, where it does not refuse. */
final class WatchableServer implements AutoCloseable {
    private final HttpServer server;
    private final KubernetesClient client;
    private final String list;
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private volatile List<String> items = List.of();

    private WatchableServer(HttpServer server, String list) {
        this.server = server;
        this.list = list;
        this.client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    /** @param kind of a list */
    static WatchableServer of(String kind, String apiVersion) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            WatchableServer made = new WatchableServer(
                    server,
                    "{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion
                            + "\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[");
            server.createContext("/", made::answer);
            server.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KubernetesClient client() {
        return client;
    }

    /** What a list has; of a namespace those that name it. */
    void items(String... json) {
        items = List.of(json);
    }

    /** What the watch tells next. */
    void changes(String type, String json) {
        changes.add("{\"type\":\"" + type + "\",\"object\":" + json + "}\n");
    }

    /** @param part of the paths that are refused */
    void refuses(String part, int code) {
        refusals.put(part, code);
    }

    void grants(String part) {
        refusals.remove(part);
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            int refusal = refusals.entrySet().stream()
                    .filter(it -> path.contains(it.getKey()))
                    .mapToInt(Map.Entry::getValue)
                    .findFirst()
                    .orElse(0);
            if (refusal > 0) {
                send(exchange, refusal, "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":" + refusal + "}");
            } else if ("websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                send(exchange, 503, "{}"); // it has no web sockets
            } else if (query.contains("watch=true")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                while (true) {
                    exchange.getResponseBody().write(changes.take().getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                }
            } else {
                send(
                        exchange,
                        200,
                        list
                                + String.join(
                                        ",",
                                        items.stream()
                                                .filter(it -> isIn(path, it))
                                                .toList()) + "]}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isIn(String path, String item) {
        int at = path.indexOf("/namespaces/");
        return at < 0 || item.contains("\"namespace\":\"" + path.substring(at + 12, path.lastIndexOf('/')) + "\"");
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
