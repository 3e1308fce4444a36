package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.observe.RouterClient;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sending of what routers are told. Nothing is sent by a process that may not act any more. */
final class RouterCommands {
    private static final Logger LOG = LoggerFactory.getLogger(RouterCommands.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final RouterClient client;
    private final BooleanSupplier leads;

    /** @param leads false if this process may not act any more */
    RouterCommands(RouterClient client, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
    }

    /** The router's answer; empty if there was none. Anything but a yes is logged. */
    Optional<RouterClient.Answer> send(Pod pod, String token, String method, String path, byte[] body) {
        Optional<RouterClient.Answer> answer =
                leads.getAsBoolean() ? client.send(pod, token, method, path, body, TIMEOUT) : Optional.empty();
        if (answer.filter(RouterCommands::isYes).isEmpty()) {
            LOG.warn(
                    "router not told {} {} pod={} answer={}",
                    method,
                    path,
                    pod.getMetadata().getName(),
                    answer.map(it -> it.status() + " " + new String(it.body(), UTF_8))
                            .orElse("none"));
        }
        return answer;
    }

    /** Whether the router has understood, and does as it is told. */
    static boolean isYes(RouterClient.Answer answer) {
        return answer.status() == HttpURLConnection.HTTP_OK;
    }
}
