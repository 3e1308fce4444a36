package dev.sluicegate.router.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 22 of the promises: what a provider says before its answer is not the answer, however often it says it. */
@RouterTest
class InterimResponsesTest {
    private static final String REQUEST = "{\"model\":\"fast\"}";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";

    private final Routers routers;

    InterimResponsesTest(Routers routers) {
        this.routers = routers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints\r\nlink: </a>", "199 Later"})
    void areNotTheAnswer(String interim) throws Exception {
        try (ServerSocket provider = providerThatSays(("HTTP/1.1 " + interim + "\r\n\r\n").repeat(3) + ANSWER)) {
            RunningRouter router = router(provider);
            for (int i = 0; i < 2; i++) {
                try (RawClient client = router.connect()) {
                    RawClient.Response response = client.exchange("/v1/chat/completions", REQUEST);
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.body()).isEqualTo("{\"ok\":true}");
                }
            }
        }
    }

    @Test
    void anotherProtocolIsAFailure() throws Exception {
        try (ServerSocket provider = providerThatSays(
                        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
                RawClient client = router(provider).connect()) {
            RawClient.Response response = client.exchange("/v1/chat/completions", REQUEST);
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("it went over to a protocol that nobody asked for");
        }
    }

    private RunningRouter router(ServerSocket provider) {
        return routers.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                providers:
                  - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:%d/v1"}
                models:
                  - {name: fast, targets: [{provider: p}], retry: {attempts: 0}}
                """.formatted(provider.getLocalPort()));
    }

    /** To each request. */
    private static ServerSocket providerThatSays(String bytes) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket connection = server.accept();
                    Thread.ofVirtual().start(() -> answer(connection, bytes));
                } catch (IOException e) {
                    return;
                }
            }
        });
        return server;
    }

    private static void answer(Socket connection, String bytes) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            StringBuilder request = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                request.append((char) b);
                if (request.toString().endsWith("\r\n\r\n{\"model\":\"fast\"}")) {
                    connection.getOutputStream().write(bytes.getBytes(UTF_8));
                    request.setLength(0);
                }
            }
        } catch (IOException e) {
            // the router has closed it
        }
    }
}
