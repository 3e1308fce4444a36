package dev.sluicegate.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * As much of a Kubernetes API server as an operator's training needs: there is one RouterGateway; what is written is answered as
 * it came and found again under its name; all other lists are empty; a watch stays open and tells nothing.
 */
final class TrainingApiServer implements AutoCloseable {
    private static final String GATEWAY = """
            {"apiVersion":"sluicegate.dev/v1alpha1","kind":"RouterGateway","metadata":{"name":"llm","namespace":"training",\
            "uid":"00000000-0000-0000-0000-000000000001","resourceVersion":"1","generation":1,\
            "creationTimestamp":"2026-01-01T00:00:00Z","finalizers":["sluicegate.dev/drain"]},"spec":{"replicas":2,\
            "providers":[{"name":"openai","api":"OpenAI","baseUrl":"https://api.openai.com/v1","timeouts":{"connect":"5s"}}],\
            "models":[{"name":"fast","targets":[{"provider":"openai","model":"gpt"}]}],\
            "drain":{"settle":"10s","timeout":"30m","terminationBudget":"5m"}}}""";
    private static final String GATEWAYS = "/apis/sluicegate.dev/v1alpha1/namespaces/training/routergateways";
    private static final String BOOKMARK = """
            {"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"1"}}}
            """;
    private static final String RULES_PATH = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    private static final String EVERYTHING_IS_ALLOWED = """
            {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{},"status":{"incomplete":false,\
            "nonResourceRules":[],"resourceRules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}}""";
    private static final String NOTHING = """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"NotFound","message":"not found","code":404}""";
    private static final String VERSION = """
            {"major":"1","minor":"35","gitVersion":"v1.35.0","platform":"linux/amd64"}""";

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentMap<String, byte[]> written = new ConcurrentHashMap<>();
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

    /** That is when the operator has done all that it does for a gateway. */
    boolean hasStatusOfGateway() {
        return written.containsKey(GATEWAYS + "/llm/status");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                // Not a web socket's answer: Fabric8 then watches by a GET that does not end.
                exchange.sendResponseHeaders(200, -1);
            } else if (path.equals(RULES_PATH)) {
                respond(exchange, 201, EVERYTHING_IS_ALLOWED.getBytes(UTF_8));
            } else if (sent.length > 0) {
                respond(exchange, 200, write(exchange.getRequestMethod(), path, sent));
            } else if (query.contains("watch=true")) {
                watch(exchange);
            } else if (query.contains("resourceVersion=") || query.contains("limit=")) {
                respond(exchange, 200, list(path.equals(GATEWAYS) ? GATEWAY : ""));
            } else {
                byte[] found = find(path);
                respond(exchange, found == null ? 404 : 200, found == null ? NOTHING.getBytes(UTF_8) : found);
            }
        }
    }

    private static byte[] list(String items) {
        return """
                {"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[%s]}""".formatted(items).getBytes(UTF_8);
    }

    /** With what an API server adds to it, and clients rely on. */
    private byte[] write(String method, String path, byte[] sent) throws IOException {
        ObjectNode object = (ObjectNode) mapper.readTree(sent);
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.put("resourceVersion", "2")
                .put("uid", "00000000-0000-0000-0000-000000000002")
                .put("creationTimestamp", "2026-01-01T00:00:00Z");
        String name = method.equals("POST") ? path + "/" + metadata.path("name").asText() : path;
        byte[] bytes = mapper.writeValueAsBytes(object);
        written.put(name, bytes);
        return bytes;
    }

    private byte @Nullable [] find(String path) {
        return switch (path) {
            case "/version", "/version/" -> VERSION.getBytes(UTF_8);
            case GATEWAYS + "/llm" -> GATEWAY.getBytes(UTF_8);
            default -> written.get(path);
        };
    }

    private void watch(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(BOOKMARK.getBytes(UTF_8));
        exchange.getResponseBody().flush();
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
