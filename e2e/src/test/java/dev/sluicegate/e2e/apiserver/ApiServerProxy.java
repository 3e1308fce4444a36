package dev.sluicegate.e2e.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A proxy on this machine between one operator and the API server: each request of the operator's passes it, with the operator's own
 * credentials. The operator speaks plain HTTP to it. It refuses web sockets, so that watches come as lines.
 */
final class ApiServerProxy implements AutoCloseable {
    private static final List<String> PASSED_ON = List.of("Accept", "Authorization", "Content-Type", "User-Agent");
    private static final String RETRY_AFTER = "Retry-After";

    /** Instead of 101: Fabric8 takes it for a server without web sockets, and does not ask again. */
    private static final int NO_WEB_SOCKET = 200;

    private record Kept(int status, String type, String body) {}

    private final String master;
    private final int life;
    private final ApiFaults faults;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private final Set<InputStream> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Kept> earlier = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Starts one; it trusts the API server of this config, and does not use its credentials.
     *
     * @param life counts the starts of the operator
     */
    ApiServerProxy(Config cluster, ApiFaults faults, int life) {
        this.life = life;
        this.master = cluster.getMasterUrl().replaceAll("/$", "");
        this.faults = faults;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(cluster))
                .build();
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where the operator finds it. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static SSLContext trusting(Config cluster) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, SSLUtils.trustManagers(cluster), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            URI uri = exchange.getRequestURI();
            ApiCall call = new ApiCall(
                    life,
                    exchange.getRequestMethod(),
                    uri.getRawPath(),
                    Optional.ofNullable(uri.getRawQuery()).orElse(""),
                    body);
            if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                refuse(exchange, new Fate.Refused(NO_WEB_SOCKET, "NoWebSocket", Map.of()));
            } else if (!closed) {
                handle(exchange, call);
            }
        } catch (IOException e) {
            // one of the two ends is gone: the other sees its connection end
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange, ApiCall call) throws IOException, InterruptedException {
        switch (faults.fate(call)) {
            case Fate.Passed _ -> pass(exchange, call, true);
            case Fate.Unanswered _ -> pass(exchange, call, false);
            case Fate.Lost _ -> {}
            case Fate.Refused refused -> refuse(exchange, refused);
            case Fate.Outdated _ -> {
                Kept kept = earlier.get(key(call));
                if (kept == null) {
                    pass(exchange, call, true);
                } else {
                    answer(exchange, kept);
                }
            }
        }
    }

    private void pass(HttpExchange exchange, ApiCall call, boolean answered) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request(exchange, call), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            open.add(body);
            String type = response.headers().firstValue("Content-Type").orElse("application/json");
            if (call.isWatch() && response.statusCode() == 200) {
                watch(exchange, call, type, body);
                return;
            }
            Kept whole = new Kept(response.statusCode(), type, new String(body.readAllBytes(), UTF_8));
            if (call.isList() && whole.status == 200) {
                earlier.putIfAbsent(key(call), whole);
            }
            faults.answered(call, whole.status);
            if (answered && !closed) {
                response.headers()
                        .firstValue(RETRY_AFTER)
                        .ifPresent(it -> exchange.getResponseHeaders().set(RETRY_AFTER, it));
                answer(exchange, whole);
            }
        } finally {
            open.remove(response.body());
        }
    }

    /** Lists of the same come in pages and from versions. */
    private static String key(ApiCall call) {
        return call.path() + "?" + call.query().replaceAll("(resourceVersion|continue)=[^&]*", "");
    }

    private HttpRequest request(HttpExchange exchange, ApiCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(master + call.path() + (call.query().isEmpty() ? "" : "?" + call.query())))
                .method(
                        call.method(),
                        call.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(call.body()));
        for (String name : PASSED_ON) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }

    private void watch(HttpExchange exchange, ApiCall call, String type, InputStream events) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        BufferedReader lines = new BufferedReader(new InputStreamReader(events, UTF_8));
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
            if (faults.delivery(call, line) == ApiFaults.Delivery.LAST_LOST) {
                return;
            }
            out.write((line + "\n").getBytes(UTF_8));
            out.flush();
        }
    }

    private static void answer(HttpExchange exchange, Kept answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        byte[] body = answer.body.getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static void refuse(HttpExchange exchange, Fate.Refused refused) throws IOException {
        refused.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        String status = """
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                "message":"refused by the proxy of a test","reason":"%s","code":%d}""".formatted(refused.reason(), refused.status());
        answer(exchange, new Kept(refused.status(), "application/json", status));
    }

    /** Ends all connections; what is under way is not answered any more. */
    @Override
    public void close() {
        closed = true;
        server.stop(0);
        open.forEach(ApiServerProxy::end);
        client.shutdownNow();
        threads.shutdown();
    }

    private static void end(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
