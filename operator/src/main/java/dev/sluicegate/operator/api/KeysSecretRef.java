package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The value of a Secret in the gateway's namespace that lists the clients' keys. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeysSecretRef(
        @Required
        @Size(min = 1, max = 253) @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.SECRET_NAME_MESSAGE)
        @Nullable String name,

        @Default("keys.yaml")
        @Size(min = 1, max = 253) @ValidationRule(value = Rules.OBJECT_KEY, message = Rules.OBJECT_KEY_MESSAGE)
        @Nullable String key) {}
