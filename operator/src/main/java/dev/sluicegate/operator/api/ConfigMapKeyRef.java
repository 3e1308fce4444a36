package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One value of a ConfigMap in the gateway's namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigMapKeyRef(
        @Required
        @Size(min = 1, max = 253) @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.CONFIG_MAP_NAME_MESSAGE)
        @Nullable String name,

        @Required
        @Size(min = 1, max = 253) @ValidationRule(value = Rules.OBJECT_KEY, message = Rules.OBJECT_KEY_MESSAGE)
        @Nullable String key) {}
