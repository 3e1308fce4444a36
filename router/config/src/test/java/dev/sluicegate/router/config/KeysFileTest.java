package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysFileTest {
    private static final String CANARY = "sk-canary-7f3a91";
    private static final String HASH = RouterConfigReader.hash(CANARY.getBytes(UTF_8));

    @Test
    void readsEveryFieldAndKeepsOnlyTheHash() {
        KeysFile file = valid("""
                keys:
                  - {id: a, key: %s, models: [fast, "gpt:4"], requestsPerMinute: 60, tokensPerMinute: 1000, maxConcurrent: 3,
                     budget: {amount: 12.5, per: Month}, expires: 2026-12-31T00:00:00Z, labels: {team: x},
                     team: blue, modelLimits: [{model: fast, requestsPerMinute: 6, budget: {amount: 1, per: Day}}],
                     previous: [{key: before-%s, expires: 2026-12-01T00:00:00Z}, {sha256: "%s"}]}
                  - {id: b, sha256: "%s"}
                teams: [{id: blue, requestsPerMinute: 7, budget: {amount: 1, per: Day}}, {id: red, modelLimits: [{model: fast, maxConcurrent: 2}]}]
                """.formatted(CANARY, CANARY, "CD".repeat(32), "AB".repeat(32)));
        assertThat(file.keys())
                .containsExactly(
                        new KeysFile.Key(
                                "a",
                                null,
                                HASH,
                                List.of("fast", "gpt:4"),
                                60,
                                1000,
                                3,
                                new KeysFile.Budget(new BigDecimal("12.5"), KeysFile.Period.MONTH),
                                "blue",
                                List.of(new ModelLimit(
                                        "fast",
                                        6,
                                        null,
                                        null,
                                        new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.DAY))),
                                Instant.parse("2026-12-31T00:00:00Z"),
                                List.of(
                                        new KeysFile.PreviousKey(
                                                "before-" + CANARY, null, Instant.parse("2026-12-01T00:00:00Z")),
                                        new KeysFile.PreviousKey(null, "cd".repeat(32), null)),
                                Map.of("team", "x")),
                        new KeysFile.Key(
                                "b",
                                null,
                                "ab".repeat(32),
                                List.of(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                null,
                                List.of(),
                                Map.of()));
        assertThat(file.teams())
                .containsExactly(
                        new KeysFile.Team(
                                "blue",
                                7,
                                null,
                                null,
                                new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.DAY),
                                List.of()),
                        new KeysFile.Team(
                                "red", null, null, null, null, List.of(new ModelLimit("fast", null, null, 2, null))));
        assertThat(file.keys().getFirst().previous())
                .allSatisfy(previous -> assertThat(previous.key()).isNull());
        assertThat(file.toString()).doesNotContain(CANARY, HASH);
    }

    /** Each line has the key at a place where a message might repeat it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            keys: [{id: a, key: CANARY, key: CANARY}]                  | not readable as YAML or JSON at line 1
            keys: [{id: a, key: "CANARY}]                              | not readable as YAML or JSON at line
            CANARY                                                     | has the wrong shape here: wanted is a map of fields
            {keys: [], CANARY: 1}                                      | has 1 unknown field(s); known here are keys, teams
            {CANARY: {CANARY: CANARY}}                                 | has 1 unknown field(s); known here are keys, teams
            keys: CANARY                                               | keys: has the wrong shape here: wanted is a list
            keys: [CANARY]                                             | keys[0]: has the wrong shape here: wanted is a map of fields
            keys: [{key: CANARY}]                                      | keys[0].id: is missing
            keys: [{id: "CANARY CANARY", key: x}]                      | keys[0].id: must be a name: letters, digits
            keys: [{id: [CANARY], key: x}]                             | keys[0].id: has the wrong shape here
            keys: [{id: master, key: CANARY}]                          | keys[master].id: stands for something else
            keys: [{id: a}]                                            | keys[a]: must have exactly one of 'key' and 'sha256'
            keys: [{id: a, key: CANARY, sha256: HASH}]                 | keys[a]: must have exactly one of 'key' and 'sha256'
            keys: [{id: a, key: "CANARY CANARY"}]                      | keys[a].key: must be printable ASCII characters
            keys: [{id: a, key: ""}]                                   | keys[a].key: must be printable ASCII characters
            keys: [{id: a, sha256: CANARY}]                            | keys[a].sha256: must be 64 hexadecimal digits
            keys: [{id: a, key: CANARY, CANARY: 1}]                    | keys[a]: has 1 unknown field(s); known here are budget, expires, id
            keys: [{id: a, key: CANARY, expires: CANARY}]              | keys[a].expires: is no time in UTC
            keys: [{id: a, key: CANARY, models: CANARY}]               | keys[a].models: has the wrong shape here: wanted is a list
            keys: [{id: a, key: CANARY, models: []}]                   | keys[a].models: must have at least 1 element(s); leave it out for all
            keys: [{id: a, key: CANARY, models: [{CANARY: 1}]}]        | keys[a].models[0]: has the wrong shape here
            keys: [{id: a, key: CANARY, labels: [CANARY]}]             | keys[a].labels: has the wrong shape here: wanted is a map of words
            keys: [{id: a, key: CANARY, labels: {CANARY: [1]}}]        | keys[a].labels: has the wrong shape here
            keys: [{id: a, key: CANARY, maxConcurrent: 0}]             | keys[a].maxConcurrent: must be from 1 to 1000000000
            keys: [{id: a, key: CANARY, requestsPerMinute: 1.5}]       | keys[a].requestsPerMinute: is no whole number
            keys: [{id: a, key: CANARY, tokensPerMinute: CANARY}]      | keys[a].tokensPerMinute: is no whole number
            keys: [{id: a, key: CANARY, budget: {amount: 1}}]          | keys[a].budget.per: is missing
            keys: [{id: a, key: CANARY, budget: {amount: CANARY, per: Day}}] | keys[a].budget.amount: is no number
            keys: [{id: a, key: CANARY, budget: {amount: 1, per: CANARY}}] | keys[a].budget.per: is not one of the words allowed here: Day, Month
            keys: [{id: a, key: CANARY, budget: {amount: 0, per: Day}}]| keys[a].budget.amount: must be more than 0
            keys: [{id: a, key: CANARY}, {id: a, key: b}]              | keys[a].id: is the id of an earlier key
            keys: [{id: a, key: CANARY}, {id: b, key: CANARY}]         | keys[b]: is the same key as 'a'
            keys: [{id: a, key: CANARY, previous: [{key: CANARY}]}]    | keys[a].previous[0]: is the same key as 'a'
            keys: [{id: a, key: x, previous: [{key: CANARY}]}, {id: b, key: CANARY}] | keys[b]: is the same key as 'a'
            keys: [{id: a, key: CANARY, previous: [{}]}]               | keys[a].previous[0]: must have exactly one of 'key' and 'sha256'
            keys: [{id: a, key: x, previous: [{key: CANARY, sha256: HASH}]}] | keys[a].previous[0]: must have exactly one of 'key' and 'sha256'
            keys: [{id: a, key: x, modelLimits: [{requestsPerMinute: 1}]}] | keys[a].modelLimits[0].model: is missing
            keys: [{id: a, key: x, modelLimits: [{model: CANARY}]}]    | keys[a].modelLimits[0]: limits nothing
            keys: [{id: a, key: x, modelLimits: [{model: CANARY, maxConcurrent: 1}, {model: CANARY, maxConcurrent: 2}]}] | keys[a].modelLimits[1].model: is the model of an earlier entry
            {keys: [{id: a, key: x, team: CANARY}], teams: [{id: blue}]} | keys[a].team: is the id of none of the teams
            {keys: [], teams: [{id: blue}, {id: blue}]}                | teams[blue].id: is the id of an earlier team
            {keys: [], teams: [{id: blue, maxConcurrent: CANARY}]}     | teams[blue].maxConcurrent: is no whole number
            {keys: [], teams: [{id: blue, modelLimits: [{model: CANARY}]}]} | teams[blue].modelLimits[0]: limits nothing
            {keys: [], teams: [{id: blue, modelLimits: [{model: CANARY, maxConcurrent: 1}, {model: CANARY, maxConcurrent: 2}]}]} | teams[blue].modelLimits[1].model: is the model of an earlier entry
            keys: [{id: a, key: x, previous: [CANARY]}]                | keys[a].previous[0]: has the wrong shape here
            keys: [{id: a, key: x, previous: [{key: y, expires: CANARY}]}] | keys[a].previous[0].expires: is no time in UTC
            """)
    void refusesWithoutRepeatingTheKey(String yaml, String error) {
        KeysReading reading = KeysFile.read(
                yaml.replace("CANARY", CANARY).replace("HASH", HASH).getBytes(UTF_8));
        assertThat(reading).isInstanceOf(KeysReading.Invalid.class);
        List<ConfigError> errors = ((KeysReading.Invalid) reading).errors();
        assertThat(errors.toString()).contains(error).doesNotContain(CANARY, HASH);
    }

    @Test
    void anEmptyListIsNobody() {
        assertThat(valid("keys: []").keys()).isEmpty();
    }

    private static KeysFile valid(String yaml) {
        KeysReading reading = KeysFile.read(yaml.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(KeysReading.Valid.class);
        return ((KeysReading.Valid) reading).file();
    }
}
