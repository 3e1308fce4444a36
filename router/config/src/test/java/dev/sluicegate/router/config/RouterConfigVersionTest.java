package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouterConfigVersionTest {
    private static final String REST = """
            providers: [{name: a, api: OpenAI, baseUrl: "http://localhost/v1"}]
            models: [{name: m, targets: [{provider: a}]}]
            """;

    @Test
    void aConfigWithoutAVersionIsReadAsTheFirstAndSaidSo() {
        assertThat(RouterConfigReader.read(REST.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ConfigReading.Valid.class,
                        valid -> assertThat(RouterConfigReader.warnings(valid.config()))
                                .anyMatch(warning -> warning.contains("read as version 1, write version: 1")));
        assertThat(RouterConfigReader.read(("version: 1\n" + REST).getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ConfigReading.Valid.class,
                        valid -> assertThat(RouterConfigReader.warnings(valid.config()))
                                .noneMatch(warning -> warning.contains("version")));
    }
}
