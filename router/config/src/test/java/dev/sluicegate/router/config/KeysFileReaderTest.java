package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.KeysFileReader.KeysReading;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysFileReaderTest {
    private static final String CANARY = "sk-canary-7f3a91";
    private static final String HASH = RouterConfigReader.hash(CANARY.getBytes(UTF_8));

    @Test
    void readsEveryFieldAndKeepsOnlyTheHash() {
        KeysFile file = valid("""
                keys:
                  - {id: a, key: %s, models: [fast, "gpt:4"], requestsPerMinute: 60, tokensPerMinute: 1000, maxConcurrent: 3,
                     budget: {amount: 12.5, per: Month}, expires: 2026-12-31T00:00:00Z, labels: {team: x}}
                  - {id: b, sha256: "%s"}
                """.formatted(CANARY, "AB".repeat(32)));
        assertThat(file.keys())
                .containsExactly(
                        new KeysFile.Key(
                                "a",
                                HASH,
                                List.of("fast", "gpt:4"),
                                60,
                                1000,
                                3,
                                new KeysFile.Budget(new BigDecimal("12.5"), KeysFile.Period.MONTH),
                                Instant.parse("2026-12-31T00:00:00Z"),
                                Map.of("team", "x")),
                        new KeysFile.Key("b", "ab".repeat(32), null, null, null, null, null, null, Map.of()));
        assertThat(file.toString()).doesNotContain(CANARY, HASH);
    }

    /** Each line has the key at a place where a message might repeat it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            keys: [{id: a, key: CANARY, key: CANARY}]                  | not readable as YAML or JSON at line 1
            keys: [{id: a, key: "CANARY}]                              | not readable as YAML or JSON at line
            CANARY                                                     | must be a map with the one field 'keys', which is a list
            {keys: [], CANARY: 1}                                      | must be a map with the one field 'keys', which is a list
            keys: [CANARY]                                             | keys[0].id: must be there and be a name
            keys: [{key: CANARY}]                                      | keys[0].id: must be there and be a name
            keys: [{id: "CANARY CANARY", key: x}]                      | keys[0].id: must be there and be a name
            keys: [{id: master, key: CANARY}]                          | keys[master].id: stands for something else
            keys: [{id: a}]                                            | keys[a]: must have exactly one of 'key' and 'sha256'
            keys: [{id: a, key: CANARY, sha256: CANARY}]               | keys[a]: must have exactly one of 'key' and 'sha256'
            keys: [{id: a, key: 12345}]                                | keys[a].key: must be text; put quotes around it
            keys: [{id: a, key: "CANARY CANARY"}]                      | keys[a].key: must be printable ASCII characters
            keys: [{id: a, sha256: CANARY}]                            | keys[a].sha256: must be 64 hexadecimal digits
            keys: [{id: a, key: CANARY, CANARY: 1}]                    | keys[a]: has 1 unknown field(s)
            keys: [{id: a, key: CANARY, expires: CANARY}]              | keys[a].expires: must be a time in UTC
            keys: [{id: a, key: CANARY, models: CANARY}]               | keys[a].models: must be a list of at least one name
            keys: [{id: a, key: CANARY, models: []}]                   | keys[a].models: must be a list of at least one name
            keys: [{id: a, key: CANARY, labels: [CANARY]}]             | keys[a].labels: must be a map whose values are text
            keys: [{id: a, key: CANARY, maxConcurrent: 0}]                  | keys[a].maxConcurrent: must be a whole number from 1
            keys: [{id: a, key: CANARY, requestsPerMinute: 1.5}]       | keys[a].requestsPerMinute: must be a whole number
            keys: [{id: a, key: CANARY, tokensPerMinute: CANARY}]      | keys[a].tokensPerMinute: must be a whole number
            keys: [{id: a, key: CANARY, budget: {amount: 1}}]          | keys[a].budget: must be as in {amount: 100, per: Month}
            keys: [{id: a, key: CANARY, budget: {amount: 0, per: Day}}]| keys[a].budget: must be as in
            keys: [{id: a, key: CANARY}, {id: a, key: b}]              | keys[a].id: is the id of an earlier key
            keys: [{id: a, key: CANARY}, {id: b, key: CANARY}]         | keys[b]: is the same key as 'a'
            """)
    void refusesWithoutRepeatingTheKey(String yaml, String error) {
        KeysReading reading = KeysFileReader.read(yaml.replace("CANARY", CANARY).getBytes(UTF_8));
        assertThat(reading).isInstanceOf(KeysReading.Invalid.class);
        List<ConfigError> errors = ((KeysReading.Invalid) reading).errors();
        assertThat(errors.toString()).contains(error).doesNotContain(CANARY, HASH);
    }

    @Test
    void anEmptyListIsNobody() {
        assertThat(valid("keys: []").keys()).isEmpty();
    }

    private static KeysFile valid(String yaml) {
        KeysReading reading = KeysFileReader.read(yaml.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(KeysReading.Valid.class);
        return ((KeysReading.Valid) reading).file();
    }
}
