package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.app.WatchedNamespaces.Access;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedNamespacesTest {
    private final Map<String, Access> answers =
            new HashMap<>(Map.of("a", new Access.Granted(), "b", new Access.Granted()));
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
        answers.put("b", new Access.Granted());

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
        answers.put(NamespaceChoice.ALL, new Access.Granted());
        namespaces.refresh();

        assertThat(namespaces.isWanted("any")).isTrue();
        assertThat(Probes.health(namespaces)).isEqualTo("{\"status\":\"ok\",\"namespaces\":{\"*\":\"ok\"}}\n");
        assertThat(NamespaceChoice.forSdk(namespaces.served())).containsExactly("JOSDK_ALL_NAMESPACES");
    }
}
