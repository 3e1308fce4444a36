package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.DrainSpec;
import dev.sluicegate.operator.api.ModelSpec;
import dev.sluicegate.operator.api.ProviderSpec;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a spec into the router's config by letting the router's own reader read it: its rules, its defaults and its sentences hold. */
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
        if (spec.limits() != null) {
            config.set("limits", SpecJson.MAPPER.valueToTree(spec.limits()));
        }
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
        return node;
    }

    private static void putIfThere(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
