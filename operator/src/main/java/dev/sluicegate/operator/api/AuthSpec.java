package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.Auth.Mode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who may ask. */
@ValidationRule(
        value = "self.mode != 'MasterKey' || has(self.masterKeySecretRef)",
        message = "mode: MasterKey needs masterKeySecretRef, with the name and the key of a Secret")
@ValidationRule(
        value = "self.mode != 'MasterKey' || !has(self.keysSecretRef)",
        message = "with mode: MasterKey the keys Secret would not count; write mode: Keys, or leave keysSecretRef out",
        fieldPath = ".keysSecretRef")
@ValidationRule(
        value = "self.mode != 'Keys' || has(self.keysSecretRef)",
        message = "mode: Keys needs keysSecretRef, with the name of a Secret")
@ValidationRule(
        value = "self.mode != 'None' || (!has(self.masterKeySecretRef) && !has(self.keysSecretRef))",
        message =
                "with mode: None everybody may ask, so a Secret with keys would not count; write mode: Keys or MasterKey, or leave the Secrets out",
        fieldPath = ".mode")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuthSpec(
        @JsonPropertyDescription(
                "None is everybody; MasterKey who has the master key; Keys who has one of the keys in the keys Secret, or the master key if there is one.")
        @Required
        @Nullable Mode mode,

        @JsonPropertyDescription("The key that may do everything.") @Nullable SecretKeyRef masterKeySecretRef,

        @JsonPropertyDescription(
                "The clients' keys. A change reaches the pods within two minutes or so, and replaces none.")
        @Nullable KeysSecretRef keysSecretRef) {}
