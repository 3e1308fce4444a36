package dev.sluicegate.router.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.ListenerSettings.ListenerTls;
import dev.sluicegate.router.config.ReferencedFile.CertificatePairSource;
import dev.sluicegate.router.config.ReferencedFile.CertificatePairSource.TlsSecretRef;
import dev.sluicegate.router.testkit.Certificates;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.tls.ServerTls;
import io.netty.buffer.ByteBufAllocator;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak TLS, and the certificate that they are shown. */
@RouterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerTlsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY = "{\"model\":\"fast\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Certificates first;
    private Certificates second;

    @TempDir
    Path folder;

    @BeforeAll
    void makeCertificates() throws Exception {
        first = Certificates.of("first", "ip:127.0.0.1");
        second = Certificates.of("second", "ip:127.0.0.1");
    }

    @Test
    void servesBothVersionsOfHttpOverTls(FakeUpstream upstream, Routers routers) throws Exception {
        RunningRouter router = start(routers, upstream, "");
        upstream.answers(call -> call.json(200, "{\"ok\":true}"));
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
                HttpResponse<String> answer = ask(router, version, Certificates.trusting(null, first));
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{\"ok\":true}");
            }
        }
    }

    @Test
    void refusesWhatIsNoTlsOrTooOld(FakeUpstream upstream, Routers routers) throws Exception {
        RunningRouter router = start(routers, upstream, "");
        try (RawClient plain = router.connect()) {
            plain.post(CHAT, BODY);
            // an alert, which is no HTTP
            assertThatThrownBy(plain::read).isInstanceOf(Exception.class);
        }
        assertThatThrownBy(() -> ask(router, HttpClient.Version.HTTP_2, Certificates.trusting(null, second)))
                .isInstanceOf(IOException.class);
        await().atMost(PATIENCE).until(() -> metric(router, "sluicegate_refused_total{reason=\"tls_handshake\"}") >= 1);
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = connect(router, Certificates.trusting(null, first))) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            }
        }
        Path pair = first.write(folder.resolve("pair"));
        ListenerTls config = new ListenerTls(
                new CertificatePairSource(
                        new TlsSecretRef("in-a-gateway"),
                        pair.resolve("tls.crt").toString(),
                        pair.resolve("tls.key").toString()),
                null);
        assertThat(ServerTls.follow(config)
                        .value()
                        .context()
                        .newEngine(ByteBufAllocator.DEFAULT)
                        .getEnabledProtocols())
                .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    }

    @Test
    void asksClientsForACertificateWhereTheConfigDoes(FakeUpstream upstream, Routers routers) throws Exception {
        Path authority = Files.writeString(folder.resolve("clients.pem"), second.certificatePem());
        RunningRouter router = start(routers, upstream, ", clientCa: {file: \"" + authority + "\"}");
        upstream.answers(call -> call.json(200, "{}"));

        assertThat(ask(router, HttpClient.Version.HTTP_1_1, Certificates.trusting(second, first))
                        .statusCode())
                .isEqualTo(200);
        for (Certificates stranger : new Certificates[] {null, first}) {
            SSLContext client = Certificates.trusting(stranger, first);
            assertThatThrownBy(() -> ask(router, HttpClient.Version.HTTP_1_1, client))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void tellsClientsBeyondTheLimitOfConnectionsOverTlsToo(FakeUpstream upstream, Routers routers) throws Exception {
        RunningRouter router = start(routers, upstream, "}, maxConnections: 1");
        upstream.answers(call -> call.json(200, "{}"));
        SSLContext client = Certificates.trusting(null, first);
        try (RawClient one = new RawClient(connect(router, client))) {
            assertThat(one.exchange(CHAT, BODY).status()).isEqualTo(200);
            try (RawClient tooMany = new RawClient(connect(router, client))) {
                RawClient.Response answer = tooMany.exchange(CHAT, BODY);
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).contains("listener.maxConnections");
            }
        }
    }

    @Test
    void drainsOverTls(FakeUpstream upstream, Routers routers) throws Exception {
        RunningRouter router = start(routers, upstream, "");
        try (RawClient client = new RawClient(connect(router, Certificates.trusting(null, first)))) {
            client.post(CHAT, "{\"model\":\"fast\",\"stream\":true}");
            FakeUpstream.Call stream = upstream.take();
            stream.startStream();
            stream.send("data: {}\n\n");
            client.readUntil("data: {}\n\n");
            router.drain();
            await().atMost(PATIENCE).until(() -> !router.ready());
            stream.send("data: [DONE]\n\n");
            stream.end();
            assertThat(client.readUntil("0\r\n\r\n")).contains("[DONE]");
            // TLS says goodbye before TCP does, or this would be an exception
            client.expectFin();
        }
    }

    /**
     * Clients send on connections that stand all the time, while files are replaced as kubelet does it. A router that listened anew, or that used a key
     * with another's certificate, would fail here.
     */
    @Test
    void usesAChangedCertificateForNewConnectionsAndHarmsNone(FakeUpstream upstream, Routers routers) throws Exception {
        RunningRouter router = start(routers, upstream, "");
        upstream.answers(call -> call.json(200, "{}"));
        SSLContext client = Certificates.trusting(null, first, second);
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(executor.submit(() -> sendUntil(over, router, client)));
            }
            try {
                assertThat(shown(router, client)).isEqualTo(first.certificate);

                Path mixed = second.write(folder.resolve("mixed"));
                Files.writeString(mixed.resolve("tls.crt"), first.certificatePem());
                swapTo(mixed);
                await().atMost(PATIENCE).until(() -> health(router).contains("is not the key of the certificate"));
                assertThat(metric(router, "sluicegate_files_refused")).isEqualTo(1);
                assertThat(shown(router, client)).isEqualTo(first.certificate);

                swapTo(second.write(folder.resolve("second")));
                await().atMost(PATIENCE).until(() -> shown(router, client).equals(second.certificate));
                assertThat(metric(router, "sluicegate_files_refused")).isZero();
                assertThat(metric(router, "sluicegate_certificate_expires")).isEqualTo((double)
                        second.certificate.getNotAfter().toInstant().getEpochSecond());
                assertThat(health(router)).contains("\"status\":\"ok\"");
                assertThat(router.admin("GET", AdminApi.DIAGNOSTICS, "").body())
                        .contains("tls.key")
                        .doesNotContain(second.keyPem().lines().toList().get(1));
            } finally {
                over.set(true);
            }
            for (Future<Integer> each : clients) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    /** Every answer is a 200 on the connection that the first came on. */
    private static int sendUntil(AtomicBoolean over, RunningRouter router, SSLContext client) throws Exception {
        int sent = 0;
        try (RawClient kept = new RawClient(connect(router, client))) {
            while (!over.get()) {
                RawClient.Response answer = kept.exchange(CHAT, BODY);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.saysClose()).isFalse();
                sent++;
                try (RawClient fresh = new RawClient(connect(router, client))) {
                    assertThat(fresh.exchange(CHAT, BODY).status()).isEqualTo(200);
                }
            }
        }
        return sent;
    }

    /** As kubelet: a new folder, and a symbolic link that leads there from one moment to the next. */
    private void swapTo(Path target) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("next"), target);
        Files.move(link, folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    }

    private RunningRouter start(Routers routers, FakeUpstream upstream, String more) throws Exception {
        swapTo(first.write(folder.resolve("first")));
        Path current = folder.resolve("current");
        String tls = "tls: {certificate: {file: \"%s/tls.crt\", keyFile: \"%s/tls.key\"}".formatted(current, current);
        String listener = tls + more + (more.startsWith("}") ? "" : "}");
        return routers.start(upstream, "listener: {port: 0, " + listener + "}");
    }

    private static HttpResponse<String> ask(RunningRouter router, HttpClient.Version version, SSLContext client)
            throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(version).sslContext(client).build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + router.router.port() + CHAT))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(BODY))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static SSLSocket connect(RunningRouter router, SSLContext client) throws IOException {
        return (SSLSocket)
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), router.router.port());
    }

    /** The certificate that a new connection is shown. */
    private static Certificate shown(RunningRouter router, SSLContext client) throws IOException {
        try (SSLSocket socket = connect(router, client)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String health(RunningRouter router) {
        return router.admin("GET", AdminApi.HEALTH_DETAILED, "").body();
    }

    private static double metric(RunningRouter router, String line) {
        return router.admin("GET", AdminApi.METRICS, "")
                .body()
                .lines()
                .filter(each -> each.startsWith(line + " "))
                .mapToDouble(each -> Double.parseDouble(each.substring(line.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
