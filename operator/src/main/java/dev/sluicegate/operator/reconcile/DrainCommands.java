package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orders to routers: to drain, and to open again. A router that cannot be told is told again by a later decision. */
final class DrainCommands {
    private static final Logger LOG = LoggerFactory.getLogger(DrainCommands.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final RouterClient client;
    private final BooleanSupplier leads;

    /** @param leads false if this process may not act any more */
    DrainCommands(RouterClient client, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
    }

    /** True if the router has understood. */
    boolean drain(Pod pod, String token, DrainRequest request) {
        try {
            return send(pod, token, "PUT", MAPPER.writeValueAsBytes(request));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if the router has understood. */
    boolean reopen(Pod pod, String token) {
        return send(pod, token, "DELETE", new byte[0]);
    }

    private boolean send(Pod pod, String token, String method, byte[] body) {
        Optional<RouterClient.Answer> answer = leads.getAsBoolean()
                ? client.send(pod, token, method, AdminApi.DRAIN, body, TIMEOUT)
                : Optional.empty();
        boolean understood =
                answer.filter(it -> it.status() == HttpURLConnection.HTTP_OK).isPresent();
        if (!understood) {
            LOG.warn(
                    "router not told {} /drain pod={} answer={}",
                    method,
                    pod.getMetadata().getName(),
                    answer.map(it -> it.status() + " " + new String(it.body(), UTF_8))
                            .orElse("none"));
        }
        return understood;
    }
}
