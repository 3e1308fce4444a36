package dev.sluicegate.operator.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server that only knows nodes. */
class NodesTest {
    private static final String NODE = """
            {"kind":"Node","apiVersion":"v1","metadata":{"name":"node-1","uid":"1","resourceVersion":"%s","labels":{"zone":"a"}},"spec":{"podCIDR":"10.0.0.0/24","unschedulable":%s},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""";

    private final AtomicBoolean forbidden = new AtomicBoolean();
    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private final List<ResourceID> told = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private KubernetesClient client;
    private Nodes nodes;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        nodes = new Nodes(client.nodes().runnableInformer(0), node -> Set.of(new ResourceID("on-" + node, "ai")));
        nodes.setEventHandler(this::note);
    }

    @AfterEach
    void stop() {
        nodes.stop();
        client.close();
        server.stop(0);
    }

    @Test
    void keepsOfANodeOnlyWhatSaysThatItIsBeingLeftAndTellsItsGatewaysWhenThatChanges() {
        nodes.start();
        assertThat(nodes.canBeRead()).isTrue();
        assertThat(nodes.get("node-1").orElseThrow().getMetadata().getLabels()).isEmpty();
        assertThat(nodes.get("node-1").orElseThrow().getSpec().getPodCIDR()).isNull();
        await().until(() -> told.size() == 1);

        changes.add(NODE.formatted("2", "false")); // a heartbeat
        changes.add(NODE.formatted("3", "true"));
        await().until(() -> LeavingNode.isLeft(nodes.get("node-1").orElseThrow(), List.of()));
        await().until(() -> told.size() == 2);
        assertThat(told).containsOnly(new ResourceID("on-node-1", "ai"));
    }

    @Test
    void withoutTheRightItStartsAllTheSameAndNoticesWhenTheRightIsGiven() {
        forbidden.set(true);
        nodes.start();
        assertThat(nodes.canBeRead()).isFalse();
        assertThat(nodes.get("node-1")).isEmpty();

        forbidden.set(false);
        await().until(nodes::canBeRead);
        assertThat(nodes.get("node-1")).isPresent();
    }

    private void note(Event event) {
        told.add(event.getRelatedCustomResourceID());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            if (forbidden.get()) {
                send(
                        exchange,
                        403,
                        "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":403,\"reason\":\"Forbidden\"}");
            } else if ("websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                send(exchange, 503, "{}"); // it has no web sockets
            } else if (query.contains("watch=true")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                while (true) {
                    String event = "{\"type\":\"MODIFIED\",\"object\":" + changes.take() + "}\n";
                    exchange.getResponseBody().write(event.getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                }
            } else {
                send(
                        exchange,
                        200,
                        "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                                + NODE.formatted("1", "false") + "]}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
