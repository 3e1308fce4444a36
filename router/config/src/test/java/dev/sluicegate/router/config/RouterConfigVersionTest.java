package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.RouterConfigReader.Migration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The version of the config's format, and the way from an older one. */
class RouterConfigVersionTest {
    private static final String REST = """
            providers: [{name: a, api: OpenAI, baseUrl: "http://localhost/v1"}]
            models: [{name: m, targets: [{provider: a}]}]
            """;

    @Test
    void aConfigWithoutAVersionIsReadAsTheFirstAndSaidSo() {
        ConfigReading.Valid unwritten = valid(RouterConfigReader.read(REST.getBytes(UTF_8)));
        ConfigReading.Valid first = valid(RouterConfigReader.read(("version: 1\n" + REST).getBytes(UTF_8)));

        assertThat(unwritten.remarks())
                .containsExactly("the config does not say its version; it is read as version 1, write version: 1");
        assertThat(first.remarks()).isEmpty();
        assertThat(unwritten.config()).isEqualTo(first.config());
        assertThat(first.config().version()).isEqualTo(RouterConfig.VERSION);
    }

    @Test
    void anOlderConfigIsMigratedWithARemarkAndANewOneIsNot() {
        List<Migration> migrations =
                List.of(new Migration("upstreams are called providers", renamed("upstreams", "providers")));
        String older = REST.replace("providers:", "upstreams:");

        ConfigReading.Valid migrated = valid(RouterConfigReader.read(older.getBytes(UTF_8), migrations));

        assertThat(migrated.config())
                .isEqualTo(valid(RouterConfigReader.read(REST.getBytes(UTF_8))).config());
        assertThat(migrated.remarks()).containsExactly("upstreams are called providers");
        assertThat(RouterConfigReader.read(("version: 1\n" + older).getBytes(UTF_8), migrations))
                .isInstanceOfSatisfying(
                        ConfigReading.Invalid.class,
                        refused -> assertThat(refused.errors())
                                .anyMatch(it -> it.path().equals("upstreams")));
    }

    @Test
    void onlyTheStepsFromItsOwnVersionOnAreMadeInOrder() {
        List<Migration> migrations = List.of(
                new Migration("0 to 1", renamed("a", "b")),
                new Migration("1 to 2", renamed("b", "c")),
                new Migration("2 to 3", renamed("c", "d")));

        assertThat(migrated("a: 1", migrations)).isEqualTo("d version=3, remarks 0 to 1, 1 to 2, 2 to 3");
        assertThat(migrated("{version: 2, c: 1}", migrations)).isEqualTo("d version=3, remarks 2 to 3");
        assertThat(migrated("{version: 3, a: 1}", migrations)).isEqualTo("a version=3, remarks ");
        assertThat(migrated("{version: 4, a: 1}", migrations)).isEqualTo("a version=4, remarks ");
        assertThat(migrated("{version: new, a: 1}", migrations)).isEqualTo("a version=new, remarks ");
    }

    private static UnaryOperator<Map<String, Document>> renamed(String from, String to) {
        return fields -> {
            Map<String, Document> renamed = new LinkedHashMap<>();
            fields.forEach((name, value) -> renamed.put(name.equals(from) ? to : name, value));
            return renamed;
        };
    }

    private static String migrated(String yaml, List<Migration> migrations) {
        List<String> remarks = new ArrayList<>();
        Document document;
        try {
            document = RouterConfigReader.migrate(Document.read(yaml.getBytes(UTF_8)), migrations, remarks);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
        Map<String, Document> fields = ((Document.Fields) document).values();
        String other = fields.keySet().stream()
                .filter(name -> !name.equals("version"))
                .findFirst()
                .orElseThrow();
        return other + " version=" + ((Document.Scalar) fields.getOrDefault("version", Document.Nothing.NOTHING)).text()
                + ", remarks " + String.join(", ", remarks);
    }

    private static ConfigReading.Valid valid(ConfigReading reading) {
        assertThat(reading).isInstanceOf(ConfigReading.Valid.class);
        return (ConfigReading.Valid) reading;
    }
}
