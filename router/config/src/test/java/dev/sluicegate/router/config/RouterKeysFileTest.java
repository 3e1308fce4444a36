package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.KeysFile.KeysReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterKeysFileTest {
    private static final String EVERYTHING =
            """
            keys:
              - id: ci
                sha256: %1$s
                models: [fast, "a: [b"]
                requestsPerMinute: 1
                tokensPerMinute: 2
                maxConcurrent: 3
                budget: {amount: 12.5, per: Month}
                team: data
                modelLimits: [{model: fast, requestsPerMinute: 4, budget: {amount: 1, per: Day}}]
                expires: 2027-01-01T00:00:00Z
                previous: [{sha256: %2$s, expires: 2026-12-01T00:00:00Z}, {sha256: %3$s}]
                labels: {b: "${x}", a: "}\\n- {id: evil"}
              - {id: plain, sha256: %4$s}
            """.formatted("aa".repeat(32), "bb".repeat(32), "cc".repeat(32), "dd".repeat(32));

    /** Whatever stands in a field, none becomes another field: a value that is put in as text would. */
    @Test
    void whatIsWrittenIsReadAgain() {
        List<KeysFile.Key> keys = keys(EVERYTHING);

        byte[] written = RouterKeysFile.write(keys);

        assertThat(RouterKeysFile.read(written)).isEqualTo(RouterKeysFile.read(EVERYTHING.getBytes(UTF_8)));
        assertThat(keys).hasSize(2);
        assertThat(keys.getFirst().previous()).hasSize(2);
        assertThat(RouterKeysFile.write(keys(new String(written, UTF_8)))).isEqualTo(written);
    }

    @Test
    void aPersonsFileWinsAndOneWrongKeyCostsNoOther() {
        KeysFile listed = file(
                "teams: [{id: crew}]\nkeys: [{id: taken, key: sk-a}, {id: other, key: sk-b, previous: [{key: sk-c}]}]");
        List<KeysFile.Key> made = keys("""
                keys:
                  - {id: taken, key: sk-1}
                  - {id: same, key: sk-c}
                  - {id: master, key: sk-2}
                  - {id: lost, key: sk-3, team: nobody}
                  - {id: fine, key: sk-4, team: crew}
                  - {id: fine2, key: sk-4}
                """);

        RouterKeysFile.Merged merged = RouterKeysFile.merge(listed, made);

        assertThat(merged.file().keys().stream().map(KeysFile.Key::id)).containsExactly("taken", "other", "fine");
        assertThat(merged.file().keys().getFirst()).isEqualTo(listed.keys().getFirst());
        assertThat(merged.refused())
                .isEqualTo(Map.of(
                        "taken", "has the id of another key of this gateway, which counts",
                        "same", "is the same key as another one of this gateway",
                        "master", "has an id that stands for something else",
                        "lost", "belongs to team 'nobody', which the gateway's list of keys does not have",
                        "fine2", "is the same key as another one of this gateway"));
    }

    @Test
    void aFileThatIsNoneIsRefusedWithoutItsWords() {
        assertThat(RouterKeysFile.read("keys: [{id: a, key: 'sk-secret word'}]".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        KeysReading.Invalid.class,
                        it -> assertThat(it.errors().toString()).doesNotContain("secret"));
    }

    private static List<KeysFile.Key> keys(String yaml) {
        return ((KeysReading.Valid) RouterKeysFile.read(yaml.getBytes(UTF_8)))
                .file()
                .keys();
    }

    private static KeysFile file(String yaml) {
        return ((KeysReading.Valid) KeysFile.read(yaml.getBytes(UTF_8))).file();
    }
}
