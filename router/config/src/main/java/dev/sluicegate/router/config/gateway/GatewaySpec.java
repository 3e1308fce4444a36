package dev.sluicegate.router.config.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.RouterConfig;
import java.util.List;
import java.util.Map;

/**
 * Turns a gateway's spec into the tree of a router's config, which only {@code RouterConfigReader} judges: what is wrong in the spec is
 * wrong in the config. The two have the same fields but for Secrets and ConfigMaps, where the config names files. Stateless.
 */
public final class GatewaySpec {
    /** The key of a Secret of clients' keys, when the spec names none. */
    public static final String KEYS_KEY = "keys.yaml";

    /** What the router is told. */
    private static final List<String> FOR_THE_ROUTER = List.of(
            "listener",
            "logging",
            "tracing",
            "providers",
            "models",
            "streams",
            "auth",
            "limits",
            "prices",
            "accounting",
            "cache");

    /** What is about pods, which a router without an operator has none of. */
    private static final List<String> FOR_THE_OPERATOR = List.of(
            "replicas", "image", "imagePullPolicy", "rollout", "watchdog", "pod", "service", "revisionHistoryLimit");

    private GatewaySpec() {}

    /** Which fields of a spec mean nothing to a router alone. */
    public static List<String> onlyForTheOperator(ObjectNode spec) {
        return FOR_THE_OPERATOR.stream().filter(spec::has).toList();
    }

    /** Which fields no gateway has. */
    public static List<String> unknown(ObjectNode spec) {
        return spec.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field ->
                        !FOR_THE_ROUTER.contains(field) && !FOR_THE_OPERATOR.contains(field) && !field.equals("drain"))
                .toList();
    }

    /** The config, without an admin port's settings. Does not change the spec. */
    public static ObjectNode config(ObjectNode spec, SecretFiles files) {
        ObjectNode config = spec.objectNode();
        config.put("version", RouterConfig.VERSION);
        for (String field : FOR_THE_ROUTER) {
            JsonNode value = spec.get(field);
            if (value != null && !value.isNull()) {
                config.set(field, value.deepCopy());
            }
        }
        config.path("providers").forEach(provider -> provider(provider, files));
        if (config.get("auth") instanceof ObjectNode auth) {
            auth(auth, files);
        }
        if (config.path("limits").get("store") instanceof ObjectNode store) {
            JsonNode password = store.remove("passwordSecretRef");
            if (password != null) {
                store.put("passwordFile", files.storePassword(password));
            }
        }
        drain(spec, config);
        return config;
    }

    private static void provider(JsonNode node, SecretFiles files) {
        if (!(node instanceof ObjectNode provider) || !provider.path("name").isTextual()) {
            return;
        }
        String name = provider.get("name").asText();
        JsonNode credentials = provider.remove("credentials");
        if (credentials != null) {
            provider.put("credentialsFile", files.credentials(name, credentials));
        }
        JsonNode tls = provider.remove("tls");
        if (tls != null) {
            provider.putObject("tls").put("caFile", files.authorities(name, tls));
        }
    }

    private static void auth(ObjectNode auth, SecretFiles files) {
        JsonNode masterKey = auth.remove("masterKeySecretRef");
        if (masterKey != null) {
            auth.put("masterKeyFile", files.masterKey(masterKey));
        }
        JsonNode keys = auth.remove("keysSecretRef");
        if (keys != null) {
            auth.put("keysFile", files.keys(keys));
        }
    }

    /** {@code drain.timeout} is how long the operator waits. */
    private static void drain(ObjectNode spec, ObjectNode config) {
        if (spec.get("drain") instanceof ObjectNode drain) {
            ObjectNode node = drain.deepCopy();
            node.remove("timeout");
            config.set("drain", node);
        }
    }
}
