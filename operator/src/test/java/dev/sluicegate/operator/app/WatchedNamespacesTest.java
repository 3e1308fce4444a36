package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.app.WatchedNamespaces.Access;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedNamespacesTest {
    private final Map<String, Access> answers = new HashMap<>(Map.of("a", Access.Granted.ALL, "b", Access.Granted.ALL));
    private Optional<Set<String>> chosen = Optional.of(Set.of("a", "b"));
    private final WatchedNamespaces namespaces =
            new WatchedNamespaces(() -> chosen, it -> Objects.requireNonNull(answers.get(it)));

    @Test
    void oneThatForbidsAtStartKeepsNoOtherFromBeingServed() {
        answers.put("b", new Access.Denied("not allowed"));

        assertThat(namespaces.refresh()).isTrue();
        assertThat(namespaces.served()).containsExactly("a");
        assertThat(namespaces.problem("b")).hasValue("not allowed");
        assertThat(Probes.health(namespaces))
                .isEqualTo("{\"status\":\"degraded\",\"namespaces\":{\"a\":\"ok\",\"b\":\"not allowed\"}}\n");
    }

    @Test
    void oneIsServedAsSoonAsItAllows() {
        answers.put("b", new Access.Denied("not allowed"));
        namespaces.refresh();
        answers.put("b", Access.Granted.ALL);

        assertThat(namespaces.refresh()).isTrue();
        assertThat(namespaces.served()).containsExactly("a", "b");
        assertThat(namespaces.problem("b")).isEmpty();
        assertThat(namespaces.refresh()).isFalse();
    }

    @Test
    void oneThatForbidsLaterIsServedNoLonger() {
        namespaces.refresh();
        answers.put("a", new Access.Denied("gone"));

        assertThat(namespaces.refresh()).isTrue();
        assertThat(namespaces.served()).containsExactly("b");
    }

    @Test
    void anApiServerThatDoesNotAnswerChangesNothing() {
        namespaces.refresh();
        answers.put("a", new Access.Unknown("time-out"));

        assertThat(namespaces.refresh()).isFalse();
        assertThat(namespaces.served()).containsExactly("a", "b");
        assertThat(Probes.health(namespaces)).contains("\"degraded\"", "time-out");
    }

    @Test
    void oneWhoseRouterKeysCannotBeReadIsServedAllTheSameAndThatIsSaid() {
        answers.put("b", new Access.Granted(Optional.of("not allowed to read routerkeys")));

        assertThat(namespaces.refresh()).isTrue();
        assertThat(namespaces.served()).containsExactly("a", "b");
        assertThat(namespaces.denied()).isEmpty();
        assertThat(namespaces.keysDenied("a")).isEmpty();
        assertThat(namespaces.keysDenied("b")).hasValue("not allowed to read routerkeys");
        assertThat(Probes.health(namespaces))
                .isEqualTo("{\"status\":\"degraded\",\"namespaces\":{\"a\":\"ok\",\"b\":\"ok\"},"
                        + "\"routerKeys\":{\"b\":\"not allowed to read routerkeys\"}}\n");
        assertThat(gauges()).containsExactlyInAnyOrder("a=1.0", "b=0.0");

        answers.put("b", new Access.Unknown("time-out"));
        namespaces.refresh();
        assertThat(namespaces.keysDenied("b")).isPresent();
        answers.put("b", Access.Granted.ALL);
        assertThat(namespaces.refresh()).isFalse();
        assertThat(namespaces.keysDenied("b")).isEmpty();
        assertThat(gauges()).containsExactlyInAnyOrder("a=1.0", "b=1.0");
    }

    /** What is said of RouterKeys, by namespace. */
    private List<String> gauges() {
        MeterRegistry registry = new SimpleMeterRegistry();
        new ServedNamespaces(registry, namespaces).refresh();
        return registry.find("sluicegate.namespace.routerkeys.readable").gauges().stream()
                .map(it -> it.getId().getTag("namespace") + "=" + it.value())
                .toList();
    }

    @Test
    void keysDeniedEverywhereAreDeniedInEachNamespace() {
        chosen = Optional.of(Set.of(NamespaceChoice.ALL));
        answers.put(NamespaceChoice.ALL, new Access.Granted(Optional.of("no CRD")));
        namespaces.refresh();

        assertThat(namespaces.keysDenied("any")).hasValue("no CRD");
    }

    @Test
    void namespacesComeAndGoWithTheirLabel() {
        namespaces.refresh();
        chosen = Optional.of(Set.of("b"));

        assertThat(namespaces.refresh()).isTrue();
        assertThat(namespaces.served()).containsExactly("b");
        assertThat(namespaces.isWanted("a")).isFalse();
        chosen = Optional.empty();
        assertThat(namespaces.refresh()).isFalse();
        assertThat(namespaces.served()).containsExactly("b");
        assertThat(namespaces.wantsNone()).isFalse();
        chosen = Optional.of(Set.of());
        assertThat(namespaces.refresh()).isTrue();
        assertThat(namespaces.wantsNone()).isTrue();
    }

    @Test
    void allOfThemAreOneInWhichEveryNamespaceIs() {
        chosen = Optional.of(Set.of(NamespaceChoice.ALL));
        answers.put(NamespaceChoice.ALL, Access.Granted.ALL);
        namespaces.refresh();

        assertThat(namespaces.isWanted("any")).isTrue();
        assertThat(Probes.health(namespaces)).isEqualTo("{\"status\":\"ok\",\"namespaces\":{\"*\":\"ok\"}}\n");
        assertThat(NamespaceChoice.forSdk(namespaces.served())).containsExactly("JOSDK_ALL_NAMESPACES");
    }
}
