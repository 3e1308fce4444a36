package dev.sluicegate.router.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    void drawsByWeight() {
        Route route = Objects.requireNonNull(table.route("fast"));
        Random random = new Random(1);
        Map<String, Long> drawn = Stream.generate(() -> route.choose(random))
                .limit(10_000)
                .collect(Collectors.groupingBy(
                        target -> target.provider().name() + ":" + target.model() + ":" + target.weight(),
                        Collectors.counting()));

        assertThat(drawn).containsOnlyKeys("a:null:9", "b:other:1");
        assertThat(drawn.get("b:other:1")).isBetween(850L, 1150L);
    }

    private static RoutingTable table(String yaml) {
        ConfigReading reading = RouterConfigReader.read(yaml.getBytes(UTF_8));
        return RoutingTable.of(((ConfigReading.Valid) reading).config());
    }
}
