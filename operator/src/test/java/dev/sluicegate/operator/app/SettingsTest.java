package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void anEmptyEnvironmentMeansTheOwnNamespace() {
        Settings settings = Settings.read(Map.of("WATCH_NAMESPACES", " "), "here", "1.2.3");

        assertThat(settings.namespaces()).containsExactly("here");
        assertThat(settings.leaseNamespace()).isEqualTo("here");
        assertThat(settings.defaultRouterImage()).isEqualTo("ghcr.io/sluicegate/router:1.2.3");
        assertThat(settings.port()).isEqualTo(8081);
    }

    @Test
    void whatIsWrittenHolds() {
        Settings settings = Settings.read(
                Map.of(
                        "WATCH_NAMESPACES", "b, a,,b",
                        "POD_NAMESPACE", "system",
                        "POD_NAME", "operator-0",
                        "DEFAULT_ROUTER_IMAGE", "router:9",
                        "PORT", "0"),
                "here",
                "1.2.3");

        assertThat(settings.namespaces()).containsExactly("a", "b");
        assertThat(settings.leaseNamespace()).isEqualTo("system");
        assertThat(settings.identity()).startsWith("operator-0-");
        assertThat(settings.defaultRouterImage()).isEqualTo("router:9");
        assertThat(settings.port()).isZero();
    }

    @Test
    void nonsenseIsRefusedWithASentence() {
        assertThatThrownBy(() -> Settings.read(Map.of("PORT", "99999"), "here", "1"))
                .hasMessageContaining("which is not a port");
        assertThatThrownBy(() -> Settings.read(Map.of("WATCH_NAMESPACES", ",,"), "here", "1"))
                .hasMessageContaining("names no namespace");
    }
}
