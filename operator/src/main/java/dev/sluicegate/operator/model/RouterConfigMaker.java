package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.config.gateway.GatewaySpec;
import dev.sluicegate.router.config.gateway.SecretFiles;

/**
 * Turns a spec into the router's config by letting the router's own reader read it: its rules, its defaults and its sentences hold.
 * Where the spec names a Secret or ConfigMap, the config names the file that it is mounted as.
 */
final class RouterConfigMaker {
    private RouterConfigMaker() {}

    static ConfigReading read(RouterGatewaySpec spec) {
        ObjectNode config = GatewaySpec.config(SpecJson.MAPPER.valueToTree(spec), new MountPaths());
        config.putObject("admin").put("tokenFile", Mounts.ADMIN + "/" + Mounts.ADMIN_TOKEN);
        return RouterConfigReader.read(config.toString().getBytes(UTF_8));
    }

    private static final class MountPaths implements SecretFiles {
        @Override
        public String credentials(String provider, JsonNode credentials) {
            return Mounts.credentialsFile(provider);
        }

        @Override
        public String authorities(String provider, JsonNode tls) {
            return Mounts.caFile(provider);
        }

        @Override
        public String masterKey(JsonNode reference) {
            return Mounts.MASTER_KEY + "/" + Mounts.MASTER_KEY_FILE;
        }

        @Override
        public String keys(JsonNode reference) {
            return Mounts.KEYS + "/" + Mounts.KEYS_FILE;
        }

        @Override
        public String storePassword(JsonNode reference) {
            return Mounts.STORE + "/" + Mounts.STORE_PASSWORD;
        }
    }
}
