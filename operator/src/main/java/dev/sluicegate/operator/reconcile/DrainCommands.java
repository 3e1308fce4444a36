package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.observe.Routers;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminJson;
import dev.sluicegate.router.adminapi.DrainRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells routers to drain and to open again. A router that cannot be told is told again by a later decision. */
final class DrainCommands {
    private static final Logger LOG = LoggerFactory.getLogger(DrainCommands.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final HttpClient http;

    DrainCommands(HttpClient http) {
        this.http = http;
    }

    /** True if the router has understood. */
    boolean drain(Pod pod, String token, DrainRequest wish) {
        try {
            return send(pod, token, "PUT", BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(wish)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if the router has understood. */
    boolean reopen(Pod pod, String token) {
        return send(pod, token, "DELETE", BodyPublishers.noBody());
    }

    private boolean send(Pod pod, String token, String method, HttpRequest.BodyPublisher body) {
        if (pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(Routers.endpoint(pod, AdminApi.DRAIN))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .method(method, body)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return true;
            }
            LOG.warn(
                    "router refused {} /drain pod={} status={} body={}",
                    method,
                    pod.getMetadata().getName(),
                    response.statusCode(),
                    response.body());
        } catch (IOException e) {
            LOG.info(
                    "router not reached for {} /drain pod={} error={}",
                    method,
                    pod.getMetadata().getName(),
                    e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
