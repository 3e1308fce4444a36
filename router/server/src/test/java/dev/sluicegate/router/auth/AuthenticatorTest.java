package dev.sluicegate.router.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.Model;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.limits.Quota;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ForwardedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticatorTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Allowance DEFAULTS = new Allowance(10, 20, 30, null);
    private static final String ALICE = "sk-alice-0123456789";

    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private String masterKey = "the-master-key";

    @BeforeEach
    void writeKeys() throws IOException {
        file = folder.resolve("keys.yaml");
        Files.writeString(file, """
                keys:
                  - {id: alice, key: %s, models: [quick, gone], maxConcurrent: 1, labels: {team: a}}
                  - {id: late, key: sk-late, expires: 2026-06-01T12:00:01Z, budget: {amount: 5, per: Day}}
                  - {id: old, key: sk-old, expires: 2026-06-01T12:00:00Z}
                """.formatted(ALICE));
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Bearer KEY",
        "authorization, bearer  KEY",
        "x-api-key, KEY",
        "api-key, KEY",
    })
    void takesAKeyInEachHeaderThatClientsUse(String header, String value) {
        assertThat(accepted(Map.of(header, value.replace("KEY", ALICE))).id()).isEqualTo("alice");
    }

    @Test
    void takesTheKeyBesideAPlaceholder() {
        assertThat(accepted(Map.of("authorization", "Bearer dummy", "x-api-key", ALICE))
                        .id())
                .isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource({
        "sk-alice-012345678",
        "sk-alice-01234567899",
        "SK-ALICE-0123456789",
        "sk-alice-0123456788",
        "the-master-ke",
        "the-master-key1",
        "b45cffe084dd3d20d928bee85e7b0f21",
        "*"
    })
    void refusesWhatIsNearlyAKey(String key) {
        ApiError error = refused(Map.of("authorization", "Bearer " + key));
        assertThat(error.status()).isEqualTo(401);
        assertThat(error.message()).isEqualTo("this key is not known here");
        assertThat(refused(Map.of("x-api-key", key)).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"x-other, KEY", "authorization, KEY", "authorization, Basic KEY", "authorization, Bearer"})
    void asksForAKey(String header, String value) {
        ApiError error = refused(Map.of(header, value.replace("KEY", ALICE)));
        assertThat(error.status()).isEqualTo(401);
        assertThat(error.message()).startsWith("a key is needed").doesNotContain(ALICE);
    }

    @Test
    void aKeyExpiresAtItsInstantAndNotBefore() {
        assertThat(accepted(Map.of("x-api-key", "sk-late")).id()).isEqualTo("late");
        assertThat(refused(Map.of("x-api-key", "sk-old")).message())
                .isEqualTo("key 'old' expired at 2026-06-01T12:00:00Z; ask for a new one");
    }

    @Test
    void aKeyThatWasReplacedIsTheSameCallerUntilItsInstantAndTellsStrangersNothing() throws IOException {
        Files.writeString(file, """
                keys:
                  - id: alice
                    key: sk-alice-3
                    expires: 2027-01-01T00:00:00Z
                    maxConcurrent: 1
                    previous:
                      - {key: sk-alice-2, expires: 2026-06-01T12:00:01Z}
                      - {key: sk-alice-1, expires: 2026-06-01T12:00:00Z}
                      - {key: sk-alice-0}
                """);
        Caller alice = accepted(Map.of("x-api-key", "sk-alice-3"));
        assertThat(accepted(Map.of("x-api-key", "sk-alice-2"))).isEqualTo(alice);
        assertThat(accepted(Map.of("x-api-key", "sk-alice-0"))).isEqualTo(alice);
        assertThat(refused(Map.of("x-api-key", "sk-alice-1")).message())
                .isEqualTo(
                        "an earlier key of 'alice' expired at 2026-06-01T12:00:00Z; use the one that has replaced it");
        assertThat(refused(Map.of("x-api-key", "sk-alice-4")).message()).isEqualTo("this key is not known here");
        Keyring ring = keys().ring();
        assertThat(ring.size()).isOne();
        assertThat(ring.warnings(NOW))
                .containsExactly("an earlier key of 'alice' expired at 2026-06-01T12:00:00Z; remove it");
    }

    @Test
    void aKeyThatWasReplacedEndsWithTheOneThatReplacesIt() throws IOException {
        Files.writeString(file, """
                keys:
                  - {id: a, key: k, expires: 2026-06-01T12:00:00Z, previous: [{key: l}, {key: m, expires: 2027-01-01T00:00:00Z}]}
                """);
        assertThat(refused(Map.of("x-api-key", "l")).message()).startsWith("an earlier key of 'a' expired");
        assertThat(refused(Map.of("x-api-key", "m")).message()).startsWith("an earlier key of 'a' expired");
    }

    @Test
    void anAliasAllowsItsModelByEachOfItsNamesAndNothingElse() {
        Caller alice = accepted(Map.of("x-api-key", ALICE));
        assertThat(alice.allowed(List.of("fast", "quick", "rapid", "claude", "gone", "fas")))
                .containsExactly("fast", "quick", "rapid");
        assertThat(alice.mayUse("claude")).isFalse();
        assertThat(accepted(Map.of("x-api-key", "sk-late")).mayUse("claude")).isTrue();
    }

    @Test
    void whatAKeyDoesNotLimitIsLimitedByTheConfig() {
        assertThat(allowance(ALICE)).isEqualTo(new Allowance(10, 20, 1, null));
        assertThat(allowance("sk-late").budget())
                .isEqualTo(new KeysFile.Budget(BigDecimal.valueOf(5), KeysFile.Period.DAY));
    }

    private Allowance allowance(String key) {
        return accepted(Map.of("x-api-key", key)).quotas("fast").getFirst().allowance();
    }

    @Test
    void aModelsOwnLimitsHoldByEachOfItsNamesAndBesideTheKeys() throws IOException {
        Files.writeString(file, """
                keys:
                  - id: a
                    key: k
                    modelLimits:
                      - {model: rapid, requestsPerMinute: 1}
                      - {model: fast, requestsPerMinute: 2}
                      - {model: gone, requestsPerMinute: 3}
                """);
        Caller caller = accepted(Map.of("x-api-key", "k"));
        Quota key = Quota.ofKey("a", DEFAULTS);
        Quota fast = key.forModel("fast", new Allowance(1, null, null, null));
        assertThat(List.of("fast", "quick", "rapid"))
                .allSatisfy(name -> assertThat(caller.quotas(name)).containsExactly(fast, key));
        assertThat(caller.quotas("claude")).containsExactly(key);
        assertThat(keys().ring().warnings(NOW))
                .containsExactly(
                        "key 'a' limits model 'fast' by two of its names; the first one counts",
                        "key 'a' limits model 'gone', which does not exist");
    }

    @Test
    void aTeamsLimitsHoldForEachOfItsKeysBesideTheirOwn() throws IOException {
        Files.writeString(file, """
                teams: [{id: blue, tokensPerMinute: 500, budget: {amount: 5, per: Day}}, {id: free}]
                keys:
                  - {id: a, key: k, team: blue, modelLimits: [{model: fast, maxConcurrent: 1}]}
                  - {id: b, key: l, team: blue}
                  - {id: c, key: m, team: free}
                """);
        Quota team = Quota.ofTeam(
                "blue", new Allowance(null, 500, null, new KeysFile.Budget(new BigDecimal(5), KeysFile.Period.DAY)));
        // always in this order, by which the limiter locks them
        assertThat(accepted(Map.of("x-api-key", "k")).quotas("fast"))
                .containsExactly(
                        Quota.ofKey("a", DEFAULTS).forModel("fast", new Allowance(null, null, 1, null)),
                        Quota.ofKey("a", DEFAULTS),
                        team);
        assertThat(accepted(Map.of("x-api-key", "l")).quotas("fast")).containsExactly(Quota.ofKey("b", DEFAULTS), team);
        assertThat(accepted(Map.of("x-api-key", "m")).quotas("fast")).containsExactly(Quota.ofKey("c", DEFAULTS));
        assertThat(keys(true).ring().warnings(NOW))
                .anyMatch(warning -> warning.startsWith("2 of the keys have a budget"));
        String hash = keys().ring().hash();
        assertThat(hash(Files.readString(file).replace("500", "501"))).isNotEqualTo(hash);
    }

    @Test
    void aTeamsLimitsForOneModelHoldForEachOfItsKeysByEachOfTheModelsNames() throws IOException {
        Files.writeString(file, """
                teams:
                  - {id: blue, tokensPerMinute: 500, modelLimits: [{model: rapid, maxConcurrent: 3}, {model: gone, maxConcurrent: 4}]}
                  - {id: green, modelLimits: [{model: fast, budget: {amount: 5, per: Day}}]}
                keys:
                  - {id: a, key: k, team: blue, modelLimits: [{model: fast, maxConcurrent: 1}, {model: claude, maxConcurrent: 2}]}
                  - {id: b, key: l, team: blue}
                  - {id: c, key: m, team: green}
                  - {id: d, key: n}
                """);
        Quota a = Quota.ofKey("a", DEFAULTS);
        Quota blue = Quota.ofTeam("blue", new Allowance(null, 500, null, null));
        Quota blueWithFast = blue.forModel("fast", new Allowance(null, null, 3, null));
        // always in this order, by which the limiter locks them
        assertThat(List.of("fast", "quick", "rapid")).allSatisfy(name -> {
            assertThat(accepted(Map.of("x-api-key", "k")).quotas(name))
                    .containsExactly(a.forModel("fast", new Allowance(null, null, 1, null)), a, blueWithFast, blue);
            assertThat(accepted(Map.of("x-api-key", "l")).quotas(name))
                    .containsExactly(Quota.ofKey("b", DEFAULTS), blueWithFast, blue);
        });
        assertThat(accepted(Map.of("x-api-key", "k")).quotas("claude"))
                .containsExactly(a.forModel("claude", new Allowance(null, null, 2, null)), a, blue);
        assertThat(accepted(Map.of("x-api-key", "l")).quotas("claude"))
                .containsExactly(Quota.ofKey("b", DEFAULTS), blue);
        assertThat(accepted(Map.of("x-api-key", "m")).quotas("fast"))
                .extracting(Quota::counter, Quota::holder)
                .containsExactly(tuple("c", "key 'c'"), tuple("@green/fast", "team 'green' with model 'fast'"));
        assertThat(accepted(Map.of("x-api-key", "n")).quotas("fast")).containsExactly(Quota.ofKey("d", DEFAULTS));
        assertThat(keys(true).ring().warnings(NOW))
                .satisfiesExactly(
                        warning ->
                                assertThat(warning).isEqualTo("team 'blue' limits model 'gone', which does not exist"),
                        warning -> assertThat(warning).startsWith("1 of the keys have a budget"));
        String hash = keys().ring().hash();
        assertThat(hash(Files.readString(file).replace("maxConcurrent: 3", "maxConcurrent: 5")))
                .isNotEqualTo(hash);
    }

    @Test
    void theMasterKeyMayDoEverythingAndCanBeReplaced() {
        Authenticator authenticator = authenticator();
        assertThat(authenticator.check(Map.of("api-key", masterKey)::get))
                .isInstanceOfSatisfying(
                        Authenticator.Answer.Accepted.class,
                        it -> assertThat(it.caller().mayUse("claude")).isTrue());
        masterKey = "another-master-key";
        assertThat(authenticator.check(Map.of("api-key", "the-master-key")::get))
                .isInstanceOf(Authenticator.Answer.Refused.class);
        assertThat(authenticator.check(Map.of("api-key", masterKey)::get))
                .isInstanceOf(Authenticator.Answer.Accepted.class);
    }

    @Test
    void withoutAMasterKeyNothingElseIsOne() {
        Authenticator authenticator = Authenticator.byKey(null, keys(), DEFAULTS, InstantSource.fixed(NOW));
        assertThat(authenticator.check(Map.of("api-key", "null")::get))
                .isInstanceOf(Authenticator.Answer.Refused.class);
        assertThat(authenticator.check(Map.of("api-key", "")::get)).isInstanceOf(Authenticator.Answer.Refused.class);
    }

    @Test
    void openIsOpenToEverybodyTogether() {
        assertThat(Authenticator.open(DEFAULTS).check(Map.<String, String>of()::get))
                .isEqualTo(new Authenticator.Answer.Accepted(new Caller(
                        Caller.EVERYBODY,
                        Map.of(),
                        null,
                        List.of(new Quota(Caller.EVERYBODY, "everybody together", DEFAULTS)),
                        Map.of())));
    }

    @Test
    void readsAChangedFileAndKeepsTheOldKeysWhenItIsBad() throws IOException {
        WatchedKeys keys = keys();
        String hash = keys.ring().hash();
        Files.writeString(file, "keys: [{id: bob, key: sk-bob");
        keys.refresh();
        assertThat(keys.ring().find(KeyHash.ofKey(ALICE))).isNotNull();
        assertThat(keys.problem()).isEqualTo("not readable as YAML or JSON at line 1");

        Files.writeString(file, "keys: [{id: bob, key: sk-bob}]");
        keys.refresh();
        assertThat(keys.problem()).isNull();
        assertThat(keys.ring().find(KeyHash.ofKey(ALICE))).isNull();
        assertThat(keys.ring().find(KeyHash.ofKey("sk-bob"))).isNotNull();
        assertThat(keys.ring().hash()).isNotEqualTo(hash);

        Files.delete(file);
        keys.refresh();
        assertThat(keys.problem()).startsWith("there is no file");
        assertThat(keys.ring().find(KeyHash.ofKey("sk-bob"))).isNotNull();
    }

    /** Each file by itself: one that waits for the other, or is dropped with it, would shut out the clients of both. */
    @Test
    void followsTheOperatorsFileBesideThePersons() throws IOException {
        Path made = file.resolveSibling("made.yaml");
        WatchedKeys keys = opened(made, false);
        assertThat(keys.problem()).isNull();
        assertThat(keys.ring().find(KeyHash.ofKey(ALICE))).isNotNull();

        Files.writeString(made, "keys: [{id: ci, key: sk-ci}, {id: alice, key: sk-other}]");
        keys.refresh();
        assertThat(keys.ring().find(KeyHash.ofKey("sk-ci"))).isNotNull();
        assertThat(keys.ring().find(KeyHash.ofKey("sk-other"))).isNull();
        assertThat(keys.warnings(NOW))
                .contains(
                        "RouterKey 'alice' has the id of another key of this gateway, which counts, so it is not taken");

        Files.writeString(made, "keys: [{id: ci, key: sk-new");
        Files.writeString(file, "keys: [{id: bob, key: sk-bob}]");
        keys.refresh();
        assertThat(keys.problem()).isEqualTo("not readable as YAML or JSON at line 1");
        assertThat(keys.ring().find(KeyHash.ofKey("sk-bob"))).isNotNull();
        assertThat(keys.ring().find(KeyHash.ofKey("sk-ci"))).isNotNull();

        Files.delete(made);
        keys.refresh();
        assertThat(keys.problem()).startsWith("there is no file");
        assertThat(keys.ring().find(KeyHash.ofKey("sk-ci"))).isNotNull();

        Files.writeString(made, "keys: []");
        keys.refresh();
        assertThat(keys.problem()).isNull();
        assertThat(keys.ring().find(KeyHash.ofKey("sk-ci"))).isNull();
    }

    @Test
    void aFileThatIsAsBeforeAgainIsInForceAgain() throws IOException {
        WatchedKeys keys = keys();
        String content = Files.readString(file);
        Files.writeString(file, "nonsense");
        keys.refresh();
        Files.writeString(file, content);
        keys.refresh();
        assertThat(keys.problem()).isNull();
    }

    @Test
    void namesOrphans() {
        assertThat(keys().ring().warnings(NOW))
                .containsExactly(
                        "key 'alice' allows model 'gone', which does not exist",
                        "key 'old' expired at 2026-06-01T12:00:00Z; remove it, or renew it");
    }

    @Test
    void saysThatBudgetsAreForgottenWithoutAStore() {
        assertThat(keys(true).ring().warnings(NOW))
                .anyMatch(warning -> warning.startsWith("1 of the keys have a budget, but there is no limits.store"));
    }

    @Test
    void theHashTellsDifferentRightsApartAndNotTheOrder() {
        String one = hash("keys: [{id: a, key: k, labels: {x: '1', y: '2'}}, {id: b, key: l}]");
        assertThat(hash("keys: [{id: b, key: l}, {id: a, labels: {y: '2', x: '1'}, key: k}]"))
                .isEqualTo(one);
        assertThat(hash("keys: [{id: a, key: k, labels: {x: '1', y: '2'}}, {id: b, key: m}]"))
                .isNotEqualTo(one);
        assertThat(hash("keys: [{id: a, key: k, labels: {x: '1', y: '2'}}, {id: b, key: l, maxConcurrent: 1}]"))
                .isNotEqualTo(one);
        assertThat(hash("keys: [{id: a, key: k, labels: {x: '1', y: '2'}}, {id: b, key: l, previous: [{key: m}]}]"))
                .isNotEqualTo(one);
    }

    @Test
    void noKeyOfTheGatewaysIsAClientsOwnForAProvider() {
        checkKeysForProviders(authenticator());
    }

    /** The mutant takes any key, since it knows none. */
    @Test
    void theCheckFindsOneThatPassesTheGatewaysKeys() {
        assertThatThrownBy(() -> checkKeysForProviders(Authenticator.open(DEFAULTS)))
                .isInstanceOf(AssertionError.class);
    }

    private void checkKeysForProviders(Authenticator authenticator) {
        for (String key : List.of(ALICE, "sk-late", "sk-old", masterKey)) {
            for (String value : List.of(key, "Bearer " + key, "bearer  " + key, " " + key + " ")) {
                for (String header : List.of("authorization", "x-api-key", "api-key", "x-goog-api-key")) {
                    assertThat(authenticator.forProvider(Map.of(header, value)::get))
                            .as("%s: %s", header, value)
                            .isNull();
                }
            }
        }
        assertThat(authenticator.forProvider(Map.of("authorization", "Bearer " + ALICE, "x-api-key", "sk-own")::get))
                .isEqualTo(new ForwardedKey("x-api-key", "sk-own"));
    }

    private String hash(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys().ring().hash();
    }

    private WatchedKeys keys() {
        return keys(false);
    }

    private WatchedKeys keys(boolean forgetful) {
        return opened(null, forgetful);
    }

    private WatchedKeys opened(@Nullable Path made, boolean forgetful) {
        WatchedKeys.Opening opening =
                WatchedKeys.open(file, made, keys -> Keyring.of(keys, models(), DEFAULTS, forgetful));
        assertThat(opening).isInstanceOf(WatchedKeys.Opening.Opened.class);
        return ((WatchedKeys.Opening.Opened) opening).keys();
    }

    private Authenticator authenticator() {
        return Authenticator.byKey(() -> masterKey, keys(), DEFAULTS, InstantSource.fixed(NOW));
    }

    private Caller accepted(Map<String, String> headers) {
        Authenticator.Answer answer = authenticator().check(new TreeMap<>(headers)::get);
        assertThat(answer).isInstanceOf(Authenticator.Answer.Accepted.class);
        return ((Authenticator.Answer.Accepted) answer).caller();
    }

    private ApiError refused(Map<String, String> headers) {
        Authenticator.Answer answer = authenticator().check(headers::get);
        assertThat(answer).isInstanceOf(Authenticator.Answer.Refused.class);
        return ((Authenticator.Answer.Refused) answer).error();
    }

    static List<Model> models() {
        ConfigReading reading = RouterConfigReader.read("""
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "http://localhost/v1"}]
                models:
                  - {name: fast, aliases: [quick, rapid], targets: [{provider: p}]}
                  - {name: claude, targets: [{provider: p}]}
                """.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(ConfigReading.Valid.class);
        return ((ConfigReading.Valid) reading).config().models();
    }
}
