package dev.sluicegate.router.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.testkit.Certificates;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A renewed certificate while streams run side by side on connections of HTTP/2. */
@RouterTest
class CertificateSwapHttp2Test {
    private static final int CONNECTIONS = 3;
    private static final int STREAMS = 4;
    private static final int TOKENS = 10;

    private final FakeUpstream upstream;
    private final Routers routers;

    @TempDir
    Path folder;

    CertificateSwapHttp2Test(FakeUpstream upstream, Routers routers) {
        this.upstream = upstream;
        this.routers = routers;
    }

    /** Turned red by one that tells its connections to go for a new certificate, as a listener that is made anew would. */
    @Test
    void cutsNoStreamAndNoConnection() throws Exception {
        Certificates first = Certificates.of("first", "ip:127.0.0.1");
        Certificates second = Certificates.of("second", "ip:127.0.0.1");
        swapTo(first.write(folder.resolve("first")));
        Path current = folder.resolve("current");
        RunningRouter router = routers.start(
                upstream,
                "listener: {port: 0, tls: {certificate: {file: \"%1$s/tls.crt\", keyFile: \"%1$s/tls.key\"}}}"
                        .formatted(current));
        upstream.answersByItself(TOKENS, 20);
        SSLContext both = Certificates.trusting(null, first, second);
        AtomicBoolean over = new AtomicBoolean();
        List<HttpClient> connections = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> streams = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                // it knows the first certificate only, so a connection of its that was cut could not come back
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(Certificates.trusting(null, first))
                        .build();
                connections.add(client);
                assertThat(stream(client, router)).isEqualTo(TOKENS);
                for (int s = 0; s < STREAMS; s++) {
                    streams.add(executor.submit(() -> streamUntil(over, client, router)));
                }
            }
            swapTo(second.write(folder.resolve("second")));
            try {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> shown(router, both).equals(second.certificate));
            } finally {
                over.set(true);
            }
            for (Future<Integer> each : streams) {
                assertThat(each.get()).isPositive();
            }
        } finally {
            connections.forEach(HttpClient::close);
        }
    }

    private static int streamUntil(AtomicBoolean over, HttpClient client, RunningRouter router) throws Exception {
        int whole = 0;
        boolean last = false;
        // one more, that has begun after the swap
        while (!last) {
            last = over.get();
            assertThat(stream(client, router)).isEqualTo(TOKENS);
            whole++;
        }
        return whole;
    }

    /** How many tokens came, of a stream that is whole. */
    private static int stream(HttpClient client, RunningRouter router) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + router.router.port() + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"fast\",\"stream\":true}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        return (int)
                answer.body().lines().filter(line -> line.contains("{\"i\":")).count();
    }

    /** As kubelet: a new folder, and a symbolic link that leads there from one moment to the next. */
    private void swapTo(Path target) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("next"), target);
        Files.move(link, folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The certificate that a new connection is shown. */
    private static Certificate shown(RunningRouter router, SSLContext trusting) throws IOException {
        try (SSLSocket socket = (SSLSocket)
                trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), router.router.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }
}
