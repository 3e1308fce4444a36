package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.Affinity.By;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which requests go to the same target as long as it is well, so that its prompt cache serves them. */
@ValidationRule(
        value = "self.by != 'Header' || has(self.header)",
        message = "by: Header needs the header's name; write it, as in header: x-session-id")
@ValidationRule(
        value = "self.by != 'Key' || !has(self.header)",
        message = "header has no meaning with by: Key; leave it out, or write by: Header",
        fieldPath = ".header")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AffinitySpec(
        @JsonPropertyDescription("What these requests have in common: the client's key, or a header.")
        @Required
        @Nullable By by,

        @JsonPropertyDescription("Which header, for by: Header.")
        @Size(min = 1, max = 128) @ValidationRule(value = Rules.HEADER_NAME, message = Rules.HEADER_NAME_MESSAGE)
        @Nullable String header) {}
