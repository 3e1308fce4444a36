package dev.sluicegate.router.upstream.service;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The API server as a pod reaches it, with the token of its ServiceAccount. Token and authorities are read for each request, since kubelet replaces them.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/">Accessing the API from a pod</a>
 */
final class ApiServer {
    /** Where Kubernetes puts them. */
    private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final HttpClient client;
    private final String host;
    private final int port;
    private final boolean tls;
    private final Path folder;

    ApiServer(Vertx vertx, String host, int port, boolean tls, Path folder) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.folder = folder;
        // no connection is kept: a watch has its own, and the next one must not meet one that died unseen
        this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    }

    /** The one of the cluster in which this process is a pod; empty if it is in none, or has no token. */
    static Optional<ApiServer> ofPod(Vertx vertx, Map<String, String> environment) {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        return host == null || !Files.isReadable(FOLDER.resolve("token")) || !port.matches("[0-9]{1,5}")
                ? Optional.empty()
                : Optional.of(new ApiServer(vertx, host, Integer.parseInt(port), true, FOLDER));
    }

    /** The namespace of the pod. */
    Future<String> namespace() {
        return file("namespace").map(bytes -> bytes.toString().strip());
    }

    /** Asks for {@code uri}. The response comes with its head only, so that it can be read as it comes. */
    Future<HttpClientResponse> get(String uri, Duration untilHead) {
        Future<Buffer> token = file("token");
        Future<Buffer> authorities = tls ? file("ca.crt") : Future.succeededFuture(Buffer.buffer());
        return Future.all(token, authorities)
                .compose(_ -> client.request(options(uri, authorities.result())))
                .compose(request -> {
                    request.putHeader(
                            "authorization",
                            "Bearer " + token.result().toString().strip());
                    request.putHeader("accept", "application/json");
                    long timer = vertx.setTimer(untilHead.toMillis(), _ -> request.reset());
                    return request.send().onComplete(_ -> vertx.cancelTimer(timer));
                });
    }

    /** The body of a response. One that is larger than {@code most} bytes, or takes longer, is given up. */
    Future<JsonObject> json(HttpClientResponse response, int most, Duration atMost) {
        Promise<Void> done = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(bytes -> {
            body.appendBuffer(bytes);
            if (body.length() > most) {
                response.request().reset();
            }
        });
        response.exceptionHandler(done::tryFail);
        response.endHandler(_ -> done.tryComplete());
        long timer = vertx.setTimer(atMost.toMillis(), _ -> response.request().reset());
        return done.future().onComplete(_ -> vertx.cancelTimer(timer)).map(_ -> new JsonObject(body));
    }

    private RequestOptions options(String uri, Buffer authorities) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(host)
                .setPort(port)
                .setSsl(tls)
                .setConnectTimeout(CONNECT.toMillis())
                .setURI(uri);
        return tls
                ? options.setSslOptions(new ClientSSLOptions()
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTrustOptions(new PemTrustOptions().addCertValue(authorities)))
                : options;
    }

    private Future<Buffer> file(String name) {
        return vertx.fileSystem().readFile(folder.resolve(name).toString());
    }
}
