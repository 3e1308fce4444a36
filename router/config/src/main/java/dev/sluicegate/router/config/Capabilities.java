package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The features of a provider's protocol that it has or lacks, as far as that is not what its flavor says. */
@Description(
        "Deviations of the provider from what its flavor says. They hold for requests that are translated or adapted; of requests that pass through, only refusedFields are left out.")
public record Capabilities(
        @Description(
                "Field for the limit of tokens. MaxCompletionTokens: OpenAI's newer name. MaxTokens: the older one. When absent, the flavor's.")
        @Nullable TokenLimit tokenLimit,

        @Description(
                "Fields that the provider refuses, by their names at the top of a request. They are left out of each request, also where its client has written them, and named in the response's x-sluicegate-dropped.")
        @Size(max = 64, each = 64) @Rule(
                cel = "self.all(f, !(f in ['model', 'messages', 'input', 'prompt', 'stream']))",
                message = Capabilities.NO_REQUEST)
        List<String> refusedFields,

        @Description(
                "Levels of reasoning_effort, the lowest first; another one becomes the nearest of them. When absent, the flavor's.")
        @Size(max = 16, each = 32) List<String> efforts,

        @Description(
                "Places for system messages. Anywhere: as they come. First: those in the middle of a conversation become messages of the user. When absent, the flavor's.")
        @Nullable SystemMessages systemMessages,

        @Description(
                "Field for the reasoning of earlier turns. ReasoningContent and Reasoning: by these names. ReasoningDetails: in reasoning_details, or in reasoning where the provider has sent none. Required: in reasoning_content, which no answer in the history may lack. None: it is left out. When absent, the flavor's.")
        @Nullable ReasoningHistory reasoningHistory,

        @Description(
                "Number of characters that a tool's name may have, from 16 to 1024; longer ones are shortened for the provider and come back whole. When absent, the flavor's.")
        @Range(min = "16", max = "1024")
        @Nullable Integer toolNameLength,

        @Description(
                "Number of letters and digits that a tool call's id must have, from 4 to 64; others are replaced in the history. When absent, the flavor's; most take any.")
        @Range(min = "4", max = "64")
        @Nullable Integer toolCallIdLength,

        @Description(
                "JSON schema of tools. Full: as it comes. Basic: what OpenAPI 3.0 has; the rest is told in descriptions. When absent, the flavor's.")
        @Nullable ToolSchemas toolSchemas,

        @Description(
                "Formats that an answer can be held to. JsonSchema: a schema. JsonObject: any object, and the schema is told in a system message. None: both are told. When absent, the flavor's.")
        @Nullable ResponseFormats responseFormats,

        @Description(
                "Whether top_p may stand beside temperature; if not, top_p is left out. When absent, the protocol's: true for OpenAI, false for Anthropic.")
        @Nullable Boolean topPWithTemperature)
        implements Checked {
    static final String NO_REQUEST = "names a field without which a request is none; leave it out";
    private static final List<String> INDISPENSABLE = List.of("model", "messages", "input", "prompt", "stream");

    /** Nothing that deviates. */
    public static final Capabilities NONE =
            new Capabilities(null, List.of(), List.of(), null, null, null, null, null, null, null);

    /** The field for the limit of tokens. */
    public enum TokenLimit implements ConfigEnum {
        MAX_COMPLETION_TOKENS,
        MAX_TOKENS
    }

    /** The places where system messages may stand. */
    public enum SystemMessages implements ConfigEnum {
        ANYWHERE,
        FIRST
    }

    /** The field of an earlier turn's reasoning. */
    public enum ReasoningHistory implements ConfigEnum {
        REASONING_CONTENT,
        REASONING,
        REASONING_DETAILS,
        REQUIRED,
        NONE
    }

    /** The part of JSON schema that tools may use. */
    public enum ToolSchemas implements ConfigEnum {
        FULL,
        BASIC
    }

    /** The most that an answer can be held to. */
    public enum ResponseFormats implements ConfigEnum {
        JSON_SCHEMA,
        JSON_OBJECT,
        NONE
    }

    public Capabilities {
        refusedFields = List.copyOf(refusedFields);
        efforts = List.copyOf(efforts);
    }

    @Override
    public void check(Checked.Checks checks) {
        for (int f = 0; f < refusedFields.size(); f++) {
            checks.require(!INDISPENSABLE.contains(refusedFields.get(f)), "refusedFields[" + f + "]", NO_REQUEST);
        }
    }
}
