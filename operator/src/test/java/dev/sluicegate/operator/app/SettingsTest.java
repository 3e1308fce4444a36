package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void anEmptyEnvironmentMeansTheOwnNamespace() {
        Settings settings = Settings.read(Map.of("WATCH_NAMESPACES", " "), "here", "1.2.3");

        assertThat(settings.namespaces()).isEqualTo(named("here"));
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

        assertThat(settings.namespaces()).isEqualTo(named("a", "b"));
        assertThat(settings.leaseNamespace()).isEqualTo("system");
        assertThat(settings.identity()).startsWith("operator-0-");
        assertThat(settings.defaultRouterImage()).isEqualTo("router:9");
        assertThat(settings.port()).isZero();
    }

    @Test
    void allNamespacesAndThoseWithALabelCanBeChosen() {
        assertThat(Settings.read(Map.of("WATCH_NAMESPACES", "*"), "here", "1").namespaces())
                .isEqualTo(new NamespaceChoice.All());
        assertThat(Settings.read(Map.of("WATCH_NAMESPACES", "", "WATCH_SELECTOR", " team=ai "), "here", "1")
                        .namespaces())
                .isEqualTo(new NamespaceChoice.Labelled("team=ai"));
    }

    private static NamespaceChoice named(String... names) {
        return new NamespaceChoice.Named(new TreeSet<>(List.of(names)));
    }

    @Test
    void nonsenseIsRefusedWithASentence() {
        assertThatThrownBy(() -> Settings.read(Map.of("PORT", "99999"), "here", "1"))
                .hasMessageContaining("which is not a port");
        assertThatThrownBy(() -> Settings.read(Map.of("WATCH_NAMESPACES", ",,"), "here", "1"))
                .hasMessageContaining("names no namespace");
        assertThatThrownBy(() -> Settings.read(Map.of("WATCH_NAMESPACES", "*,a"), "here", "1"))
                .hasMessageContaining("* alone");
        assertThatThrownBy(
                        () -> Settings.read(Map.of("WATCH_NAMESPACES", "a", "WATCH_SELECTOR", "team=ai"), "here", "1"))
                .hasMessageContaining("both set");
    }
}
