package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An upstream whose machine answers no SYN: what firewalls that drop, hosts that are gone and full backlogs look like. */
@RouterTest
@EnabledOnOs(OS.LINUX)
class ConnectTimeoutTest {
    private static final String REQUEST = "{\"model\":\"%s\"}";

    private final List<Socket> backlog = new ArrayList<>();
    private final ServerSocket silent = full(backlog);
    private final FakeUpstream second;
    /** All other limits are minutes, so only the connect time-out can be what ends an attempt. */
    private final RunningRouter router;

    ConnectTimeoutTest(FakeUpstream second, Routers routers) {
        this.second = second;
        router = routers.startWith("""
            version: 1
            listener: {port: 0}
            admin: {port: 0}
            drain: {settle: 100ms}
            providers:
              - {name: silent, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1",
                 timeouts: {connect: 400ms, firstByte: 5m, idle: 5m, request: 10m}}
              - {name: second, api: OpenAI, baseUrl: "http://127.0.0.1:%2$d/v1"}
            models:
              - {name: alone, targets: [{provider: silent}], retry: {attempts: 0}}
              - {name: both, balance: Ordered, targets: [{provider: silent}, {provider: second}]}
            """.formatted(silent.getLocalPort(), second.port()));
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : backlog) {
            socket.close();
        }
        silent.close();
    }

    @Test
    void hasItsOwnError() throws Exception {
        try (RawClient client = router.connect()) {
            RawClient.Response response = client.exchange("/v1/chat/completions", REQUEST.formatted("alone"));
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).contains("no connection to provider 'silent' within 400ms", "upstream_timeout");
        }
        await().until(() -> router.router.ledger().inFlight() == 0);
    }

    @Test
    void isFollowedByTheNextTarget() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", REQUEST.formatted("both"));
            second.take().json(200, "{\"ok\":true}");
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"ok\":true}");
        }
    }

    /** A listening socket that nobody accepts from, with connections until the kernel takes no more. */
    private static ServerSocket full(List<Socket> connections) {
        try {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            while (true) {
                Socket socket = new Socket();
                connections.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 500);
                } catch (SocketTimeoutException e) {
                    return server;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
