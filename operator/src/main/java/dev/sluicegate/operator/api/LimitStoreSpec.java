package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.LimitStore.OnFailure;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A Redis or Valkey server through which limits and budgets hold across all pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitStoreSpec(
        @JsonPropertyDescription("As in redis://valkey:6379, rediss:// for TLS, with /DATABASE if it is not 0.")
        @Required
        @Size(max = 1024) @ValidationRule(
                value = "self.startsWith('redis://') || self.startsWith('rediss://')",
                message = "must start with redis:// or rediss://, as in redis://valkey:6379")
        @ValidationRule(value = Rules.NO_USER, message = Rules.NO_USER_MESSAGE)
        @ValidationRule(value = Rules.NO_METADATA, message = Rules.NO_METADATA_MESSAGE)
        @Nullable String url,

        @JsonPropertyDescription("Its password; left out for a server that wants none.") @Nullable SecretKeyRef passwordSecretRef,

        @JsonPropertyDescription(
                "While the server is away: Open lets requests go on, under the limits of each pod alone; Closed refuses them.")
        @Default("Open")
        @Nullable OnFailure onFailure,

        @JsonPropertyDescription("For one question to the server.")
        @Default("250ms")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String timeout) {}
