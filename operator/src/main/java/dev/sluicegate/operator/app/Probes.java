package dev.sluicegate.operator.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /healthz}, {@code /readyz}, {@code /health} and {@code /metrics} on one port. None of them asks the API server. */
final class Probes implements AutoCloseable {
    private final HttpServer server;

    /** @param health JSON, what is looked after and what is not */
    Probes(int port, BooleanSupplier alive, BooleanSupplier ready, Supplier<String> health, Supplier<String> metrics)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/healthz", exchange -> answer(exchange, alive));
        server.createContext("/readyz", exchange -> answer(exchange, ready));
        server.createContext("/health", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            answer(exchange, 200, health.get());
        });
        server.createContext("/metrics", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            answer(exchange, 200, metrics.get());
        });
        server.start();
    }

    /**
     * The body of {@code /health}, each namespace and why it is not looked after: {@code {"status":"ok"|"degraded","namespaces":{"ai":"ok"}}}. Where RouterKeys cannot
     * be read, {@code routerKeys} has the namespace and why.
     */
    static String health(WatchedNamespaces namespaces) {
        boolean good = namespaces.wanted().stream()
                .allMatch(it -> namespaces.problem(it).isEmpty()
                        && namespaces.keysDenied(it).isEmpty());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", good ? "ok" : "degraded");
        ObjectNode each = body.putObject("namespaces");
        namespaces.wanted().forEach(it -> each.put(it, namespaces.problem(it).orElse("ok")));
        namespaces
                .wanted()
                .forEach(it -> namespaces
                        .keysDenied(it)
                        .ifPresent(why -> body.withObject("/routerKeys").put(it, why)));
        return body + "\n";
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, BooleanSupplier check) throws IOException {
        boolean good = check.getAsBoolean();
        answer(exchange, good ? 200 : 503, good ? "ok\n" : "not ok\n");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        }
    }
}
