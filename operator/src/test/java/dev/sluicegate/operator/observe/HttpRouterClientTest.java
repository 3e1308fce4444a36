package dev.sluicegate.operator.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HttpRouterClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private volatile String received = "";

    @Test
    void aWholeAnswerIsRead() throws IOException {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", LONG))
                .hasValueSatisfying(it -> assertThat(it.body()).asString().isEqualTo("{}"));
    }

    @Test
    @Timeout(60)
    void aPodThatStallsAfterItsHeadersHoldsNobody() throws IOException {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", SHORT))
                .isEmpty();
    }

    /** Row 39. */
    @Test
    void theAnswerOfAPodThatGotTheAddressOfAnotherIsNone() throws IOException {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nsluicegate-pod: uid-b\r\nContent-Length: 2\r\n\r\n{}", LONG))
                .isEmpty();
        assertThat(answerTo("HTTP/1.1 200 OK\r\nsluicegate-pod: uid-a\r\nContent-Length: 2\r\n\r\n{}", LONG))
                .isPresent();
    }

    /** So that the other one can refuse it. */
    @Test
    void aRequestNamesThePodThatItMeans() throws IOException {
        answerTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", LONG);

        assertThat(received).contains("sluicegate-pod: uid-a\r\n");
    }

    @Test
    void anAnswerThatIsTooLongIsNone() throws IOException {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + "x".repeat(2_000_000), LONG))
                .isEmpty();
    }

    /** The server sends this once and then nothing more, without closing the connection. */
    private Optional<RouterClient.Answer> answerTo(String sent, Duration deadline) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClient http = HttpClient.newHttpClient()) {
            CompletableFuture<Socket> connection = CompletableFuture.supplyAsync(() -> serve(server, sent));
            Optional<RouterClient.Answer> answer = new HttpRouterClient(http, server.getLocalPort())
                    .send(pod(), "token", "GET", "/status", new byte[0], deadline);
            connection.join().close();
            return answer;
        }
    }

    private Socket serve(ServerSocket server, String sent) {
        try {
            Socket connection = server.accept();
            byte[] request = new byte[4096];
            received = new String(
                    request, 0, Math.max(0, connection.getInputStream().read(request)), US_ASCII);
            try {
                connection.getOutputStream().write(sent.getBytes(US_ASCII));
            } catch (IOException e) {
                return connection; // the client has had enough
            }
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("llm-a")
                .withUid("uid-a")
                .endMetadata()
                .withNewStatus()
                .withPodIP("127.0.0.1")
                .endStatus()
                .build();
    }
}
