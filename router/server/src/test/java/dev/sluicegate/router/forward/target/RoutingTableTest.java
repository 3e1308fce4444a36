package dev.sluicegate.router.forward.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private final RoutingTable table = table("""
            version: 1
            providers:
              - {name: a, api: OpenAI, baseUrl: "http://a"}
              - {name: b, api: OpenAI, baseUrl: "http://b"}
            models:
              - {name: fast, aliases: [quick], targets: [{provider: a, weight: 9}, {provider: b, model: other, weight: 1}, {provider: b, weight: 0}]}
              - {name: smart, targets: [{provider: b}]}
            """);

    @Test
    void findsByNameAndAlias() {
        assertThat(table.route("quick")).isNotNull().isSameAs(table.route("fast"));
        assertThat(table.route("nope")).isNull();
        assertThat(table.names()).containsExactly("fast", "smart");
    }

    @Test
    void knowsTheFallbacksOfEachModelEvenInACircle() {
        RoutingTable circle = table("""
                version: 1
                providers:
                  - {name: a, api: OpenAI, baseUrl: "http://a"}
                models:
                  - {name: fast, aliases: [quick], fallbacks: [smart], targets: [{provider: a}]}
                  - {name: smart, fallbacks: [quick], targets: [{provider: a}]}
                """);
        Route fast = Objects.requireNonNull(circle.route("fast"));
        Route smart = Objects.requireNonNull(circle.route("smart"));

        assertThat(fast.fallbacks()).containsExactly(smart);
        assertThat(smart.fallbacks()).containsExactly(fast);
    }

    private static RoutingTable table(String yaml) {
        ConfigReading reading = RouterConfigReader.read(yaml.getBytes(UTF_8));
        return RoutingTable.of(((ConfigReading.Valid) reading).config());
    }
}
