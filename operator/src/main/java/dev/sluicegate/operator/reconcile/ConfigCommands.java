package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.function.BooleanSupplier;

/** The configs that routers are told: to check, and to take up. A router that cannot be told is told again by a later decision. */
final class ConfigCommands {
    private static final int UNPROCESSABLE = 422;
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    /** The word of a router. */
    sealed interface Word {
        /** It takes the config. */
        record Yes() implements Word {}

        /** @param problem what is wrong with the config, or with the router */
        record No(String problem) implements Word {}

        /** It has not answered, or its answer says nothing of the config. */
        record None() implements Word {}
    }

    private final RouterCommands commands;

    /** @param leads false if this process may not act any more */
    ConfigCommands(RouterClient client, BooleanSupplier leads) {
        this.commands = new RouterCommands(client, leads);
    }

    /** Has it read the config, which changes nothing. */
    Word check(Pod pod, String token, String config) {
        return send(pod, token, AdminApi.CONFIG_CHECK, config);
    }

    /** Has it bring the config into force. */
    Word tell(Pod pod, String token, String config) {
        return send(pod, token, AdminApi.CONFIG_RELOAD, config);
    }

    private Word send(Pod pod, String token, String path, String config) {
        return commands.send(pod, token, "POST", path, config.getBytes(UTF_8))
                .map(ConfigCommands::read)
                .orElseGet(Word.None::new);
    }

    private static Word read(RouterClient.Answer answer) {
        return switch (answer.status()) {
            case HttpURLConnection.HTTP_OK -> new Word.Yes();
            case UNPROCESSABLE -> new Word.No(problem(answer.body()));
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new Word.No("its router is of a release that cannot; set spec.rollout.onConfigChange to Roll");
            default -> new Word.None();
        };
    }

    private static String problem(byte[] body) {
        try {
            return MAPPER.readTree(body).path("error").asText();
        } catch (JsonProcessingException e) {
            return new String(body, UTF_8);
        } catch (IOException e) {
            return e.getMessage() == null ? "" : e.getMessage();
        }
    }
}
