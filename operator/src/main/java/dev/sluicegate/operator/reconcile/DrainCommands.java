package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

/** The orders to routers: to drain, and to open again. A router that cannot be told is told again by a later decision. */
final class DrainCommands {
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final RouterCommands commands;

    /** @param leads false if this process may not act any more */
    DrainCommands(RouterClient client, BooleanSupplier leads) {
        this.commands = new RouterCommands(client, leads);
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
        return commands.send(pod, token, method, AdminApi.DRAIN, body)
                .filter(RouterCommands::isYes)
                .isPresent();
    }
}
