package dev.sluicegate.router.config.gateway;

import com.fasterxml.jackson.databind.JsonNode;

/** Which files hold what a gateway's spec refers to. Each reference is given as it stands in the spec, complete or not. */
public interface SecretFiles {
    /** @param credentials with {@code secretKeyRef} */
    String credentials(String provider, JsonNode credentials);

    /** @param tls with {@code caSecretRef} or {@code caConfigMapRef} */
    String authorities(String provider, JsonNode tls);

    /** @param reference with {@code name} and {@code key} */
    String masterKey(JsonNode reference);

    /** @param reference with {@code name}, and {@code key} if it is not {@value GatewaySpec#KEYS_KEY} */
    String keys(JsonNode reference);

    /** @param reference with {@code name} and {@code key} */
    String storePassword(JsonNode reference);
}
