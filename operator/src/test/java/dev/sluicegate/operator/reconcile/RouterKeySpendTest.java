package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.KeyRows.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import dev.sluicegate.operator.apiserver.Fault;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RouterKeys say of what was spent with them, and of who takes them, against an API server in memory. */
class RouterKeySpendTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final World world = new World();

    @BeforeEach
    void aGatewayThatTakesKeys() {
        Given.specBecomes(KeyRows.TAKES_KEYS).accept(world);
        world.settle();
        made("ci");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void addsUpWhatThePodsHaveCounted() {
        pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 1_500_000_000));
        later();

        assertThat(spend().cost()).isEqualTo("4.5");
        assertThat(spend().requests()).isEqualTo(3);
        assertThat(spend().inputTokens()).isEqualTo(300);
        assertThat(spend().lastUsedAt()).isEqualTo("2026-11-21T12:00:00Z");
    }

    /** The pods that go count until they are empty; those that come begin with nothing. */
    @Test
    void aRolloutLosesNothingAndCountsNothingTwice() {
        List<String> before = pods();
        before.forEach(pod -> world.kubelet().usage().request(pod, "ci", 1));
        later();
        before.forEach(pod -> world.kubelet().usage().request(pod, "ci", 10));

        Given.specBecomes("{\"image\":\"router:2\"}").accept(world);
        world.settle();
        pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 100));
        later();

        assertThat(pods()).doesNotContainAnyElementsOf(before);
        assertThat(spend().cost()).isEqualTo("0.000000333");
        assertThat(spend().requests()).isEqualTo(9);
    }

    /** Nothing is kept but in the status: neither a takeover nor a write of which nobody knows whether it happened counts twice. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherOperatorGoesOnFromTheStatus(boolean written) {
        pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 1));
        world.passes(A_MINUTE);
        world.server()
                .fail(written ? Fault.timeoutAfterCommit("status RouterKey ci") : Fault.broken("status RouterKey ci"));
        world.reconcile();
        world.restartOperator();
        world.settle();
        later();

        assertThat(spend().requests()).isEqualTo(3);
        assertThat(spend().cost()).isEqualTo("0.000000003");
    }

    /** The pods are gone when the status can be written at last. */
    @Test
    void whatCouldNotBeWrittenIsRememberedWhenThePodsAreGone() {
        pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 1));
        Given.isDenied("patch routerkeys/status").accept(world);
        Given.specBecomes("{\"image\":\"router:2\"}").accept(world);
        List<String> before = pods();
        for (int i = 0; i < 30; i++) {
            world.reconcile();
            world.kubelet().run();
            world.passes(Duration.ofSeconds(5));
        }
        assertThat(pods()).doesNotContainAnyElementsOf(before);

        Given.isAllowed("patch routerkeys/status").accept(world);
        later();
        later();

        assertThat(spend().requests()).isEqualTo(3);
    }

    @Test
    void aContainerThatIsRestartedIsAdded() {
        String pod = pods().getFirst();
        world.kubelet().usage().request(pod, "ci", 1);
        later();
        world.kubelet().usage().restart(pod);
        world.kubelet().usage().request(pod, "ci", 10);
        later();
        world.kubelet().usage().request(pod, "ci", 100);
        later();

        assertThat(spend().cost()).isEqualTo("0.000000111");
    }

    /** As its key, what was spent is of the object and not of the id. */
    @Test
    void aRouterKeyThatIsMadeAgainHasSpentNothing() {
        pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 1));
        later();
        Given.isDeleted(Secret.class, "ci").accept(world);
        Given.isDeleted(RouterKey.class, "ci").accept(world);
        made("ci");

        assertThat(spend().requests()).isZero();
        world.kubelet().usage().request(pods().getFirst(), "ci", 7);
        later();
        assertThat(spend().cost()).isEqualTo("0.000000007");
    }

    @Test
    void requestsAloneAreWrittenOnceAMinuteAndAskedForTwiceAMinute() {
        later();
        int asked = world.kubelet().usage().asked();
        int written = 0;
        for (int i = 0; i < 60; i++) {
            pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 1));
            world.server().forgetWrites();
            world.reconcile();
            written += world.server().writes().size();
            world.passes(Duration.ofSeconds(2));
        }

        assertThat(written).isBetween(1, 2);
        assertThat(world.kubelet().usage().asked() - asked).isLessThanOrEqualTo(5 * 3);
    }

    @Test
    void nothingIsAskedOfPodsThatHaveServedNobody() {
        int asked = world.kubelet().usage().asked();
        later();
        later();

        assertThat(world.kubelet().usage().asked()).isEqualTo(asked);
    }

    @Test
    void routersThatDoNotCountByKeysAreTolerated() {
        world.kubelet().usage().isOld();
        made("web");
        pods().forEach(pod -> world.kubelet().usage().request(pod, "web", 1));
        later();

        assertThat(says("web")).isEqualTo("Ready=True Published");
        assertThat(world.conditions()).contains("Ready=True Ready");
    }

    @Test
    void tellsTheStandingAgainstTheBudget() {
        world.server().put(key("rich", "{gatewayRef: {name: llm}, budget: {amount: 2, per: Month}}"), "kubectl");
        world.settle();
        world.kubelet().usage().request(pods().getFirst(), "rich", 500_000_000);
        later();

        assertThat(Objects.requireNonNull(spend("rich").budget()).used()).isEqualTo("0.5");
        Given.isEdited(RouterKey.class, "rich", "{\"spec\":{\"budget\":null}}").accept(world);
        world.settle();
        assertThat(spend("rich").budget()).isNull();
    }

    /** A pod that does not answer may not have read the key. */
    @Test
    void isReadyWhenAllOpenPodsHaveReadTheKey() {
        world.kubelet().silence(2);
        world.server().put(key("web"), "kubectl");
        atOnce();

        assertThat(says("web")).isEqualTo("Ready=False Publishing");
        assertThat(condition("web").getMessage()).isEqualTo("2 of 3 open pods have read the key");
        assertThat(says("ci")).isEqualTo("Ready=True Published");
    }

    /** A key that is taken stays so while others come; one with other rights has to be taken again. */
    @Test
    void aKeyWithOtherRightsHasToBeReadAgain() {
        world.kubelet().silence(2);
        Given.isEdited(RouterKey.class, "ci", "{\"spec\":{\"tokensPerMinute\":7}}")
                .accept(world);
        atOnce();

        assertThat(says("ci")).isEqualTo("Ready=False Publishing");
    }

    @Test
    void podsThatHaveNoSuchFileAreReplacedFirst() {
        Given.specBecomes("{\"auth\":null}").accept(world);
        world.settle();
        Given.isDeleted(RouterKey.class, "ci").accept(world);
        Given.isDeleted(Secret.class, "ci").accept(world);
        Given.specBecomes("{\"rollout\":{\"paused\":true}}").accept(world);
        Given.specBecomes(KeyRows.TAKES_KEYS).accept(world);
        world.server().put(key("ci"), "kubectl");
        world.reconcile();

        assertThat(says("ci")).isEqualTo("Ready=False Publishing");
        assertThat(condition("ci").getMessage()).contains("3 run a config without auth.routerKeys");

        Given.specBecomes("{\"rollout\":{\"paused\":false}}").accept(world);
        world.settle();
        assertThat(says("ci")).isEqualTo("Ready=True Published");
    }

    @Test
    void aGatewayThatWasNeverAcceptedSaysSoOnItsKeys() {
        try (World other = new World()) {
            Given.specBecomes("{\"providers\":[],\"auth\":{\"mode\":\"Keys\",\"routerKeys\":{}}}")
                    .accept(other);
            other.server().put(key("ci"), "kubectl");
            other.settle();

            Condition ready = Objects.requireNonNull(
                            other.the(RouterKey.class, "ci").getStatus().conditions())
                    .getFirst();
            assertThat(ready.getReason()).isEqualTo("GatewayNotAccepted");
            assertThat(ready.getMessage()).contains("correct what its condition Accepted says");
        }
    }

    @Test
    void aGatewayThatIsDeletedSaysSoAndItsPodsLastCountsStay() {
        pods().forEach(pod -> world.kubelet().usage().request(pod, "ci", 1));
        Given.gatewayIsDeleted().accept(world);
        for (int i = 0; i < 10; i++) {
            world.cleanUp();
            world.kubelet().run();
            world.passes(Duration.ofSeconds(5));
        }

        assertThat(says("ci")).isEqualTo("Ready=False GatewayMissing");
        assertThat(spend().requests()).isEqualTo(3);
    }

    private void made(String name) {
        world.server().put(key(name), "kubectl");
        world.settle();
    }

    /** Before the watchdog has replaced a pod that is silent. */
    private void atOnce() {
        world.reconcile();
        world.kubelet().run();
        world.reconcile();
    }

    private void later() {
        world.passes(A_MINUTE);
        world.settle();
    }

    private Spend spend() {
        return spend("ci");
    }

    private Spend spend(String name) {
        return Objects.requireNonNull(
                world.the(RouterKey.class, name).getStatus().spend());
    }

    private String says(String name) {
        Condition ready = condition(name);
        return ready.getType() + "=" + ready.getStatus() + " " + ready.getReason();
    }

    private Condition condition(String name) {
        return Objects.requireNonNull(
                        world.the(RouterKey.class, name).getStatus().conditions())
                .getFirst();
    }

    private List<String> pods() {
        return world.server().all(Pod.class).stream()
                .map(it -> it.getMetadata().getName())
                .sorted()
                .toList();
    }
}
