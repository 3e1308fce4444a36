package dev.sluicegate.router.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code PORT} and {@code ADMIN_PORT} in the environment, as platforms for containers set them. */
class PortVariablesTest {
    private static final String CONFIG = """
            version: 1
            listener: {port: 8000}
            admin: {port: 9000}
            providers: [{name: p, api: OpenAI, baseUrl: "https://api.openai.com/v1"}]
            models: [{name: m, targets: [{provider: p}]}]
            """;

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,     -,     8000,  9000
            '',    '',    8000,  9000
            8001,  -,     8001,  9000
            -,     9001,  8000,  9001
            65535, 0,     65535, 0
            """)
    void comeBeforeTheConfig(@Nullable String port, @Nullable String adminPort, int listener, int admin) {
        assertThat(load(port, adminPort)).isInstanceOfSatisfying(LoadedConfig.Ready.class, ready -> {
            assertThat(ready.config().listener().port()).isEqualTo(listener);
            assertThat(ready.config().admin().port()).isEqualTo(admin);
        });
    }

    @Test
    void areRefusedBothAtOnceIfTheyAreNone() {
        assertThat(load("65536", "http"))
                .isInstanceOfSatisfying(
                        LoadedConfig.Refused.class,
                        refused -> assertThat(refused.errors())
                                .extracting(Object::toString)
                                .containsExactly(
                                        "environment variable PORT: '65536' is not a port; write 0 to 65535",
                                        "environment variable ADMIN_PORT: 'http' is not a port; write 0 to 65535"));
    }

    private static LoadedConfig load(@Nullable String port, @Nullable String adminPort) {
        Map<String, String> environment = new HashMap<>();
        if (port != null) {
            environment.put("PORT", port);
        }
        if (adminPort != null) {
            environment.put("ADMIN_PORT", adminPort);
        }
        return LoadedConfig.ofFile(CONFIG.getBytes(UTF_8), environment);
    }
}
