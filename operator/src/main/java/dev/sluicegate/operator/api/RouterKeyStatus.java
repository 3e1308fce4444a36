package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.schema.Schema.Description;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a RouterKey. Always written as a whole. */
@Description("Status, written by the operator that looks after the key's gateway.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterKeyStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") @Nullable Long observedGeneration,

        @JsonPropertyDescription("Name of the Secret that has the key. Absent while there is none.") @Nullable String secretName,

        @JsonPropertyDescription("Condition Ready, with a reason and a sentence.") @Nullable List<Condition> conditions) {}
