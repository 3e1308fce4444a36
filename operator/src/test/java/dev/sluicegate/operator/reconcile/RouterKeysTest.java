package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.KeyRows.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.apiserver.Fault;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import dev.sluicegate.router.config.KeysFile.PreviousKey;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.config.RouterKeysFile;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RouterKeys against an API server in memory: what the pods of the gateway are given to read, and what the keys say of themselves. */
class RouterKeysTest {
    private final World world = new World();

    @BeforeEach
    void aGatewayThatTakesKeys() {
        Given.specBecomes(KeyRows.TAKES_KEYS).accept(world);
        world.settle();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theKeyIsInItsSecretAndOnlyItsHashIsWithTheGateway() {
        made(key("ci", """
                gatewayRef: {name: llm}
                id: build.bot
                models: [fast]
                tokensPerMinute: 5000
                budget: {amount: 12.5, per: Month}
                modelLimits: [{model: fast, requestsPerMinute: 4}]
                expires: 2027-01-01T00:00:00Z
                labels: {cost: "x"}
                """));

        String made = secret("ci");
        assertThat(made).matches("sk-[A-Za-z0-9_-]{43}");
        assertThat(published()).singleElement().satisfies(it -> {
            assertThat(it.id()).isEqualTo("build.bot");
            assertThat(it.hash()).isEqualTo(hash(made));
            assertThat(it.tokensPerMinute()).isEqualTo(5000);
            assertThat(it.modelLimits()).hasSize(1);
            assertThat(it.expires()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
        });
        assertThat(world.server().all(ConfigMap.class).toString()).doesNotContain(made);
        assertThat(says("ci")).isEqualTo("Ready=True Published");
        assertThat(world.the(Secret.class, "ci").getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(it -> assertThat(it.getUid())
                        .isEqualTo(
                                world.the(RouterKey.class, "ci").getMetadata().getUid()));
    }

    /** The names of pods say it: a config or mount that changed with the keys would make other revisions. */
    @Test
    void keysReplaceNoPod() {
        List<String> before = pods();

        made(key("ci"));
        Given.isDeleted(RouterKey.class, "ci").accept(world);
        world.settle();

        assertThat(pods()).isEqualTo(before);
        assertThat(published()).isEmpty();
    }

    @Test
    void deletingTheSecretMakesANewKeyAndTheOldOneStaysForAWhile() {
        made(key("ci", "{gatewayRef: {name: llm}, rotationOverlap: 2h}"));
        String first = secret("ci");

        Given.isDeleted(Secret.class, "ci").accept(world);
        world.settle();

        String second = secret("ci");
        assertThat(second).isNotEqualTo(first);
        assertThat(published()).singleElement().satisfies(it -> {
            assertThat(it.hash()).isEqualTo(hash(second));
            assertThat(it.previous().stream().map(PreviousKey::hash)).containsExactly(hash(first));
        });

        world.passes(Duration.ofHours(2));
        world.settle();

        assertThat(published())
                .singleElement()
                .satisfies(it -> assertThat(it.previous()).isEmpty());
    }

    /** An id alone would let the key of a RouterKey that was deleted live on as the earlier key of its successor. */
    @Test
    void aRouterKeyThatIsMadeAgainHasNothingOfTheOneBefore() {
        made(key("ci"));
        String first = secret("ci");

        Given.isDeleted(Secret.class, "ci").accept(world);
        Given.isDeleted(RouterKey.class, "ci").accept(world);
        made(key("ci"));

        assertThat(published()).singleElement().satisfies(it -> {
            assertThat(it.hash()).isEqualTo(hash(secret("ci"))).isNotEqualTo(hash(first));
            assertThat(it.previous()).isEmpty();
        });
    }

    /** After a kill between any two writes, or one whose answer is lost, the next operator goes on with the key that was made. */
    @ParameterizedTest
    @ValueSource(strings = {"create Secret ci", "apply ConfigMap llm-router-keys", "status RouterKey ci"})
    void whereverItStopsOneKeyIsMade(String write) {
        world.server().put(key("ci"), "kubectl");
        world.server().fail(Fault.timeoutAfterCommit(write));
        world.reconcile();
        String first = secret("ci");
        world.restartOperator();
        world.server().fail(Fault.broken(write));
        world.reconcile();
        world.restartOperator();
        world.kubelet().run();

        world.settle();

        assertThat(secret("ci")).isEqualTo(first);
        assertThat(published().stream().map(KeysFile.Key::hash)).containsExactly(hash(first));
        assertThat(says("ci")).isEqualTo("Ready=True Published");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{gatewayRef: {name: llm}, id: \"x\\n- {id: evil\"}",
                "{gatewayRef: {name: llm}, id: '../../x'}",
                "{gatewayRef: {name: llm}, tokensPerMinute: -1}",
                "{gatewayRef: {name: llm}, budget: {amount: many, per: Month}}",
                "{gatewayRef: {name: llm}, models: 7}",
                "{gatewayRef: {name: llm}, rotationOverlap: -5h}",
                "{gatewayRef: {name: llm}, labels: [1, {a: b}]}",
                "{gatewayRef: {name: llm}, expires: soon}",
                "{gatewayRef: {name: llm, x: y}, modelLimits: [{model: fast}]}"
            })
    void whatAnOlderCrdLetsPassCostsNoOtherKey(String spec) {
        made(key("good"));

        made(key("bad", spec));

        assertThat(says("bad")).isEqualTo("Ready=False InvalidSpec");
        assertThat(published().stream().map(KeysFile.Key::id)).containsExactly("good");
        assertThat(world.conditions()).contains("Ready=True Ready");
    }

    @Test
    void aPublishedKeyWhoseSpecBecomesWrongKeepsItsEarlierRights() {
        made(key("ci", "{gatewayRef: {name: llm}, tokensPerMinute: 5}"));

        Given.isEdited(RouterKey.class, "ci", "{\"spec\":{\"tokensPerMinute\":-1}}")
                .accept(world);
        world.settle();

        assertThat(says("ci")).isEqualTo("Ready=False InvalidSpec");
        assertThat(published()).singleElement().satisfies(it -> {
            assertThat(it.tokensPerMinute()).isEqualTo(5);
            assertThat(it.hash()).isEqualTo(hash(secret("ci")));
        });
    }

    /** A word that somebody has put there may be one that is found by its hash, and that is not a secret. */
    @Test
    void aKeyThatTheOperatorHasNotMadeIsNotPublished() {
        made(key("ci"));
        String first = secret("ci");

        String word = Base64.getEncoder().encodeToString("password".getBytes(UTF_8));
        Given.isEdited(Secret.class, "ci", "{\"data\":{\"key\":\"" + word + "\"}}")
                .accept(world);
        world.settle();

        assertThat(says("ci")).isEqualTo("Ready=False SecretUnusable");
        assertThat(published().stream().map(KeysFile.Key::hash)).containsExactly(hash(first));
    }

    @Test
    void saysWhatStandsInItsWay() {
        world.server().put(World.secret("taken", "key", "eA=="), "kubectl");
        made(key("taken"));
        made(key("twice", "{gatewayRef: {name: llm}, id: twice}"));
        made(key("zwice", "{gatewayRef: {name: llm}, id: twice}"));
        made(key("crew", "{gatewayRef: {name: llm}, team: nobody}"));
        made(key("lost", "{gatewayRef: {name: other}}"));
        world.runPeriodicTasks();

        assertThat(says("taken")).isEqualTo("Ready=False SecretTaken");
        assertThat(says("twice")).isEqualTo("Ready=True Published");
        assertThat(says("zwice")).isEqualTo("Ready=False KeyRefused");
        assertThat(says("crew")).isEqualTo("Ready=False KeyRefused");
        assertThat(says("lost")).isEqualTo("Ready=False GatewayMissing");
        assertThat(world.the(Secret.class, "taken").getData()).containsEntry("key", "eA==");
    }

    @Test
    void aPersonsListWins() {
        String list =
                Base64.getEncoder().encodeToString("keys: [{id: ci, key: sk-x}]\nteams: [{id: crew}]".getBytes(UTF_8));
        world.server().put(World.secret("llm-keys", "keys.yaml", list), "kubectl");
        Given.specBecomes("{\"auth\":{\"keys\":{\"secretKeyRef\":{\"name\":\"llm-keys\"}}}}")
                .accept(world);
        made(key("ci"));
        made(key("member", "{gatewayRef: {name: llm}, team: crew}"));

        assertThat(says("ci")).isEqualTo("Ready=False KeyRefused");
        assertThat(says("member")).isEqualTo("Ready=True Published");
    }

    /** Pods of the spec before may still run: what is deleted ends there too. */
    @Test
    void aGatewayThatTakesNoMoreKeysStillForgetsThoseThatGo() {
        made(key("ci"));
        made(key("web"));
        Given.specBecomes("{\"auth\":null}").accept(world);
        Given.isDeleted(RouterKey.class, "ci").accept(world);

        world.settle();

        assertThat(published().stream().map(KeysFile.Key::id)).containsExactly("web");
        assertThat(says("web")).isEqualTo("Ready=False GatewayRefuses");
    }

    @Test
    void keysThatSomebodyHasChangedAreWrittenBack() {
        made(key("ci"));
        Given.isEdited(ConfigMap.class, "llm-router-keys", "{\"data\":{\"keys.yaml\":\"}{\",\"owners.json\":\"[]\"}}")
                .accept(world);

        world.settle();

        assertThat(published().stream().map(KeysFile.Key::hash)).containsExactly(hash(secret("ci")));
        assertThat(says("ci")).isEqualTo("Ready=True Published");
    }

    private void made(RouterKey key) {
        world.server().put(key, "kubectl");
        world.settle();
    }

    private List<String> pods() {
        return world.server().all(Pod.class).stream()
                .map(it -> it.getMetadata().getName())
                .sorted()
                .toList();
    }

    private String secret(String name) {
        return new String(
                Base64.getDecoder()
                        .decode(world.the(Secret.class, name).getData().get("key")),
                UTF_8);
    }

    private static String hash(String key) {
        return RouterConfigReader.hash(key.getBytes(UTF_8));
    }

    private List<KeysFile.Key> published() {
        String text = Objects.requireNonNull(
                world.the(ConfigMap.class, "llm-router-keys").getData().get("keys.yaml"));
        return ((KeysReading.Valid) RouterKeysFile.read(text.getBytes(UTF_8)))
                .file()
                .keys();
    }

    private String says(String name) {
        Condition ready = Objects.requireNonNull(
                        world.the(RouterKey.class, name).getStatus().conditions())
                .getFirst();
        return ready.getType() + "=" + ready.getStatus() + " " + ready.getReason();
    }
}
