package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.AuthSpec;
import dev.sluicegate.operator.api.DrainSpec;
import dev.sluicegate.operator.api.LimitsSpec;
import dev.sluicegate.operator.api.ModelSpec;
import dev.sluicegate.operator.api.PriceSpec;
import dev.sluicegate.operator.api.ProviderSpec;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a spec into the router's config by letting the router's own reader read it: its rules, its defaults and its sentences hold.
 * Where the spec names a Secret or ConfigMap, the config names the file that it is mounted as.
 */
final class RouterConfigMaker {
    private RouterConfigMaker() {}

    static ConfigReading read(RouterGatewaySpec spec) {
        ObjectNode config = SpecJson.MAPPER.createObjectNode();
        config.put("version", RouterConfig.VERSION);
        config.putObject("admin").put("tokenFile", Mounts.ADMIN + "/" + Mounts.ADMIN_TOKEN);
        ArrayNode providers = config.putArray("providers");
        for (ProviderSpec provider : Objects.requireNonNullElse(spec.providers(), List.<ProviderSpec>of())) {
            providers.add(provider(provider));
        }
        ArrayNode models = config.putArray("models");
        for (ModelSpec model : Objects.requireNonNullElse(spec.models(), List.<ModelSpec>of())) {
            models.add(SpecJson.MAPPER.<ObjectNode>valueToTree(model));
        }
        ArrayNode prices = config.putArray("prices");
        for (PriceSpec price : Objects.requireNonNullElse(spec.prices(), List.<PriceSpec>of())) {
            prices.add(SpecJson.MAPPER.<ObjectNode>valueToTree(price));
        }
        setIfThere(config, "streams", spec.streams());
        setIfThere(config, "accounting", spec.accounting());
        setIfThere(config, "cache", spec.cache());
        setIfThere(config, "logging", spec.logging());
        setIfThere(config, "tracing", spec.tracing());
        setIfThere(config, "listener", spec.listener());
        auth(config, spec.auth());
        limits(config, spec.limits());
        DrainSpec drain = spec.drain();
        if (drain != null) {
            ObjectNode node = config.putObject("drain");
            putIfThere(node, "settle", drain.settle());
            putIfThere(node, "terminationBudget", drain.terminationBudget());
        }
        return RouterConfigReader.read(config.toString().getBytes(UTF_8));
    }

    private static ObjectNode provider(ProviderSpec provider) {
        ObjectNode node = SpecJson.MAPPER.valueToTree(provider);
        if (node.remove("credentials") != null && provider.name() != null) {
            node.put("credentialsFile", Mounts.credentialsFile(provider.name()));
        }
        if (node.remove("tls") != null && provider.name() != null) {
            node.putObject("tls").put("caFile", Mounts.caFile(provider.name()));
        }
        return node;
    }

    private static void auth(ObjectNode config, @Nullable AuthSpec auth) {
        if (auth == null) {
            return;
        }
        ObjectNode node = SpecJson.MAPPER.valueToTree(auth);
        config.set("auth", node);
        if (node.remove("masterKeySecretRef") != null) {
            node.put("masterKeyFile", Mounts.MASTER_KEY + "/" + Mounts.MASTER_KEY_FILE);
        }
        if (node.remove("keysSecretRef") != null) {
            node.put("keysFile", Mounts.KEYS + "/" + Mounts.KEYS_FILE);
        }
    }

    private static void limits(ObjectNode config, @Nullable LimitsSpec limits) {
        if (limits == null) {
            return;
        }
        ObjectNode node = SpecJson.MAPPER.valueToTree(limits);
        config.set("limits", node);
        if (node.get("store") instanceof ObjectNode store && store.remove("passwordSecretRef") != null) {
            store.put("passwordFile", Mounts.STORE + "/" + Mounts.STORE_PASSWORD);
        }
    }

    private static void setIfThere(ObjectNode node, String field, @Nullable Object value) {
        if (value != null) {
            node.set(field, SpecJson.MAPPER.valueToTree(value));
        }
    }

    private static void putIfThere(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
