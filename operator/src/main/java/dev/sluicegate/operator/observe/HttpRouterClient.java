package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port of a router over HTTP. Each request names the pod that it means, and what another pod answers is no answer. An answer that stalls in its middle, or never ends, is none: the JDK's own time-out ends with
 * the answer's headers. Safe for any thread.
 */
public final class HttpRouterClient implements RouterClient {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRouterClient.class);

    /** More than any answer of a router's is long. */
    private static final long LONGEST_ANSWER = 1 << 20;

    private final HttpClient http;
    private final int port;

    /** Asks with this client, which may be shared. */
    public HttpRouterClient(HttpClient http) {
        this(http, Names.ADMIN_PORT);
    }

    HttpRouterClient(HttpClient http, int port) {
        this.http = http;
        this.port = port;
    }

    @Override
    public Optional<Answer> send(Pod pod, String token, String method, String path, byte[] body, Duration deadline) {
        if (pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(endpoint(pod, path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header(AdminApi.POD_HEADER, pod.getMetadata().getUid())
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            HttpResponse<byte[]> response = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (isOfAnother(pod, response)) {
                LOG.info(
                        "another pod has this address now, so there is no answer pod={}",
                        pod.getMetadata().getName());
                return Optional.empty();
            }
            return Optional.of(new Answer(response.statusCode(), response.body()));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("router did not answer pod={} path={}", pod.getMetadata().getName(), path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answer.cancel(true);
        }
        return Optional.empty();
    }

    /** An address is given to another pod when its own is gone. A router that does not say whose it is may be an older one. */
    private static boolean isOfAnother(Pod pod, HttpResponse<?> response) {
        return response.headers()
                .firstValue(AdminApi.POD_HEADER)
                .filter(it -> !it.equals(pod.getMetadata().getUid()))
                .isPresent();
    }

    private URI endpoint(Pod pod, String path) {
        String ip = pod.getStatus().getPodIP();
        return URI.create("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port + path);
    }
}
