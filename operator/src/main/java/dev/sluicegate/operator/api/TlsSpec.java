package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How a provider's certificate is judged. */
@ValidationRule(
        value = "has(self.caSecretRef) != has(self.caConfigMapRef)",
        message = "write either caSecretRef or caConfigMapRef, with name and key")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TlsSpec(
        @JsonPropertyDescription("PEM certificates that are trusted for this provider, instead of the usual ones.")
        @Nullable SecretKeyRef caSecretRef,

        @JsonPropertyDescription("The same, from a ConfigMap.") @Nullable ConfigMapKeyRef caConfigMapRef) {}
