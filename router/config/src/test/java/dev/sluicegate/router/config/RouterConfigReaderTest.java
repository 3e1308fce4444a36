package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConfigReaderTest {
    private static final String SMALLEST = """
            version: 1
            providers:
              - {name: openai, api: OpenAI, baseUrl: "https://api.openai.com/v1"}
            models:
              - {name: fast, targets: [{provider: openai}]}
            """;

    @Test
    void fillsInDefaults() {
        RouterConfig config = valid(SMALLEST);

        assertThat(config.listener().port()).isEqualTo(8080);
        assertThat(config.providers().getFirst().timeouts().firstByte()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.models().getFirst().targets().getFirst().weight()).isEqualTo(1);
        assertThat(config.limits().requestBody()).isEqualTo(ByteSize.ofMebibytes(32));
    }

    @Test
    void writesWhatItReads() {
        RouterConfig config = valid(SMALLEST);

        assertThat(valid(new String(RouterConfigReader.write(config), UTF_8))).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api: OpenAI        | api: Gemini             | providers[0].api: 'Gemini' is not one of the words allowed here: OpenAI, Anthropic
            version: 1         | version: 2              | version: this router reads version 1, not 2
            version: 1         | verzion: 1              | verzion: there is no such field
            provider: openai   | provider: opnai         | models[0].targets[0].provider: there is no provider 'opnai'
            provider: openai   | provider: openai, weight: 0 | models[0].targets: all weights are 0
            api: OpenAI        | api: OpenAI, timeouts: {idle: soon} | providers[0].timeouts.idle: 'soon' is not a duration
            https://           | file:///                | providers[0].baseUrl: must start with http:// or https://
            https://           | https://me:pw@          | providers[0].baseUrl: must not carry a user or password
            version: 1         | limits: {requestBody: 5 potatoes} | limits.requestBody: '5 potatoes' is not a size
            api: OpenAI        | api: OpenAI}]]           | not readable as YAML or JSON
            api: OpenAI        | api: [OpenAI]           | providers[0].api: has the wrong shape
            """)
    void refusesWithWhereAndWhat(String was, String becomes, String wanted) {
        assertThat(errors(SMALLEST.replace(was, becomes))).anyMatch(error -> error.startsWith(wanted));
    }

    @Test
    void saysEveryContradictionAtOnce() {
        assertThat(errors("{version: 1, drain: {settle: 10m}}"))
                .hasSize(3)
                .anyMatch(error -> error.startsWith("providers: no providers configured"))
                .anyMatch(error -> error.startsWith("models: no models configured"))
                .anyMatch(error -> error.startsWith("drain.settle: must be shorter than drain.terminationBudget (5m)"));
    }

    @Test
    void emptyAndNullAreErrorsAndNotCrashes() {
        assertThat(errors("")).isNotEmpty();
        assertThat(errors("null")).isNotEmpty();
        assertThat(errors("{version: 1, providers: [null], models: [null]}")).isNotEmpty();
        assertThat(errors("{version: 1, providers: [{}], models: [{aliases: [null], targets: [null]}]}"))
                .isNotEmpty();
    }

    private static RouterConfig valid(String text) {
        ConfigReading reading = RouterConfigReader.read(text.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(ConfigReading.Valid.class);
        return ((ConfigReading.Valid) reading).config();
    }

    private static List<String> errors(String text) {
        ConfigReading reading = RouterConfigReader.read(text.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(ConfigReading.Invalid.class);
        return ((ConfigReading.Invalid) reading)
                .errors().stream().map(ConfigError::toString).toList();
    }
}
