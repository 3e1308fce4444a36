package dev.sluicegate.router.upstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.testkit.Certificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API server is told the token only if the cluster's authority vouches for it; both are those of the moment. */
class ApiServerTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        result(vertx.close());
    }

    /** Turned red by a client that trusts everybody, or the usual authorities, or that keeps a token. */
    @Test
    void onlyTheClustersAuthorityCounts() throws Exception {
        Certificates cluster = Certificates.of("cluster", "ip:127.0.0.1");
        Certificates foreign = Certificates.of("foreign", "ip:127.0.0.1");
        HttpServer server = result(
                vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(cluster.forServer()))
                        .requestHandler(request -> request.response().end(request.getHeader("authorization")))
                        .listen(0, "127.0.0.1"));
        ApiServer api = new ApiServer(vertx, "127.0.0.1", server.actualPort(), true, folder);
        Files.writeString(folder.resolve("token"), "one");
        Files.writeString(folder.resolve("ca.crt"), foreign.certificatePem());
        assertThatThrownBy(() -> ask(api)).rootCause().hasMessageContaining("certification path");
        Files.writeString(folder.resolve("ca.crt"), cluster.certificatePem());
        assertThat(ask(api)).isEqualTo("Bearer one");
        Files.writeString(folder.resolve("token"), "two");
        assertThat(ask(api)).isEqualTo("Bearer two");
    }

    private static String ask(ApiServer api) {
        return result(api.get("/", Duration.ofSeconds(20))
                .compose(HttpClientResponse::body)
                .map(Buffer::toString));
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
