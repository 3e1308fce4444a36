package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.Flavor;
import dev.sluicegate.router.config.RouterConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each flavor's preset, as docs/providers.md has it, and the config before it. */
class FeaturesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Standard   | []                                | []                                        | REASONING_CONTENT | 0 | FULL  | JSON_SCHEMA
            OpenAI     | []                                | []                                        | NONE              | 0 | FULL  | JSON_SCHEMA
            Gemini     | []                                | [none, minimal, low, medium, high]        | NONE              | 0 | BASIC | JSON_SCHEMA
            Vertex     | []                                | [low, medium, high]                       | NONE              | 0 | BASIC | JSON_SCHEMA
            Mistral    | [max_completion_tokens, safety_identifier, service_tier, store, stream_options, user, verbosity] | [] | NONE | 9 | FULL | JSON_SCHEMA
            Groq       | []                                | []                                        | REASONING         | 0 | FULL  | JSON_SCHEMA
            Cerebras   | [parallel_tool_calls, service_tier] | []                                      | NONE              | 0 | FULL  | JSON_SCHEMA
            Together   | [max_completion_tokens]           | []                                        | REASONING_CONTENT | 0 | FULL  | JSON_SCHEMA
            Fireworks  | []                                | []                                        | REASONING_CONTENT | 0 | FULL  | JSON_SCHEMA
            OpenRouter | []                                | [none, minimal, low, medium, high, xhigh] | REASONING_DETAILS | 0 | FULL  | JSON_SCHEMA
            Ollama     | [max_completion_tokens]           | []                                        | REASONING         | 0 | FULL  | JSON_SCHEMA
            VLLM       | []                                | []                                        | REASONING         | 0 | FULL  | JSON_SCHEMA
            LlamaCpp   | []                                | []                                        | REASONING_CONTENT | 0 | FULL  | JSON_SCHEMA
            DeepSeek   | [max_completion_tokens]           | [low, high, max]                          | REQUIRED          | 0 | FULL  | JSON_OBJECT
            Kimi       | []                                | []                                        | REQUIRED          | 0 | FULL  | JSON_SCHEMA
            Bedrock    | []                                | []                                        | REASONING_CONTENT | 0 | FULL  | JSON_SCHEMA
            """)
    void aPresetSaysWhatItsProviderDocuments(
            String flavor,
            String refused,
            String efforts,
            String history,
            int callIds,
            String schemas,
            String formats) {
        Features features = features("flavor: " + flavor);
        assertThat(features.refused().stream().sorted().toList()).hasToString(refused);
        assertThat(features.cut()).as("a client's own fields stay").isEmpty();
        assertThat(features.efforts()).hasToString(efforts);
        assertThat(features.reasoningHistory()).hasToString(history);
        assertThat(features.toolCallIdLength()).isEqualTo(callIds);
        assertThat(features.toolSchemas()).hasToString(schemas);
        assertThat(features.responseFormats()).hasToString(formats);
        assertThat(features.toolNameLength()).isEqualTo(64);
        assertThat(features.systemMessages()).hasToString(flavor.equals("LlamaCpp") ? "FIRST" : "ANYWHERE");
    }

    @Test
    void theConfigComesBeforeTheFlavor() {
        Features features = features("flavor: Mistral, streamUsage: AsSent, capabilities: {tokenLimit:"
                + " MaxCompletionTokens, refusedFields: [seed], efforts: [on], reasoningHistory: Reasoning,"
                + " toolNameLength: 20, toolCallIdLength: 12, toolSchemas: Basic, responseFormats: None,"
                + " topPWithTemperature: false, systemMessages: First}");
        assertThat(features.refused())
                .contains("seed", "user", "stream_options")
                .doesNotContain("max_completion_tokens");
        assertThat(features.cut()).containsExactly("seed");
        assertThat(features.efforts()).containsExactly("on");
        assertThat(features.toolNameLength()).isEqualTo(20);
        assertThat(features.toolCallIdLength()).isEqualTo(12);
        assertThat(features.topPWithTemperature()).isFalse();
        assertThat(features.reasoningHistory()).hasToString("REASONING");
        assertThat(features.toolSchemas()).hasToString("BASIC");
        assertThat(features.responseFormats()).hasToString("NONE");
        assertThat(features.systemMessages()).hasToString("FIRST");
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void eachFlavorHasOne(Flavor flavor) {
        assertThat(Presets.of(flavor).toolNameLength()).isNull();
    }

    @Test
    void anthropicsProtocolHasItsOwn() {
        assertThat(Features.ANTHROPIC.toolNameLength()).isEqualTo(128);
        assertThat(Features.ANTHROPIC.topPWithTemperature()).isFalse();
    }

    private static Features features(String fields) {
        String config = "{version: 1, providers: [{name: p, api: OpenAI, baseUrl: 'http://h/v1', " + fields
                + "}], models: [{name: m, targets: [{provider: p}]}]}";
        return RouterConfigReader.read(config.getBytes(UTF_8)) instanceof ConfigReading.Valid valid
                ? Features.of(valid.config().providers().getFirst())
                : fail("the config is refused");
    }
}
