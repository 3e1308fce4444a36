package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an API server that only knows RouterKeys. */
class RouterKeyWatchTest {
    private final WatchableServer server = WatchableServer.of("RouterKeyList", "sluicegate.dev/v1alpha1");
    private final List<ResourceID> told = new CopyOnWriteArrayList<>();
    private final RouterKeyWatch keys = new RouterKeyWatch(() -> Set.of("ai", "search"), this::informer);

    @BeforeEach
    void start() {
        server.items(key("ai", "1", 2, 1, "llm"), key("search", "2", 3, 1, "llm"));
        keys.setEventHandler(event -> told.add(event.getRelatedCustomResourceID()));
    }

    @AfterEach
    void stop() {
        keys.stop();
        server.close();
    }

    /** Without the right, without the CRD. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void whereTheyCannotBeReadNothingIsSaidOfThemAndTheOthersAre(int refusal) {
        server.refuses("/namespaces/ai/", refusal);
        keys.start();
        assertThat(keys.haveBeenRead("ai")).isFalse();
        assertThat(keys.of(gateway("ai", "llm"))).isEmpty();
        assertThat(keys.haveBeenRead("search")).isTrue();
        assertThat(keys.of(gateway("search", "llm")).orElseThrow()).hasSize(1);
        assertThat(keys.of(gateway("search", "other"))).hasValue(Set.of());

        server.grants("/namespaces/ai/");
        await().until(() -> keys.haveBeenRead("ai"));
        assertThat(keys.of(gateway("ai", "llm")).orElseThrow()).hasSize(1);
        await().until(() -> told.contains(new ResourceID("llm", "ai")));
    }

    @Test
    void anOwnWriteIsSeenAtOnceAndAWatchThatIsBehindDoesNotUndoIt() {
        server.refuses("/namespaces/search/", 403);
        keys.start();
        keys.written(object(key("ai", "1", 10, 1, "llm")));
        assertThat(versions()).containsExactly("10");

        server.changes("MODIFIED", key("ai", "1", 9, 2, "other"));
        await().until(() -> told.contains(new ResourceID("other", "ai")));
        assertThat(versions()).containsExactly("10");
        server.changes("MODIFIED", key("ai", "1", 11, 2, "other"));
        await().until(() -> versions().equals(List.of("11")));

        server.changes("DELETED", key("ai", "1", 12, 2, "other"));
        await().until(() -> versions().isEmpty());
        keys.written(object(key("ai", "1", 13, 2, "other")));
        assertThat(versions()).isEmpty();
    }

    @Test
    void whatTheStatusSaysIsNoNewsAndAnotherGatewayIsNewsForBoth() {
        server.refuses("/namespaces/search/", 403);
        keys.start();
        await().until(() -> told.equals(List.of(new ResourceID("llm", "ai"))));
        server.changes("MODIFIED", key("ai", "1", 20, 1, "llm"));
        server.changes("MODIFIED", key("ai", "1", 21, 2, "other"));
        await().until(() -> told.size() >= 3);
        assertThat(told)
                .containsExactly(
                        new ResourceID("llm", "ai"), new ResourceID("llm", "ai"), new ResourceID("other", "ai"));
    }

    @Test
    void namespacesComeAndGo() {
        keys.start();
        keys.changeNamespaces(Set.of("ai"));
        assertThat(keys.of(gateway("search", "llm"))).isEmpty();
        assertThat(keys.all()).hasSize(1);
        keys.changeNamespaces(Set.of(Constants.WATCH_ALL_NAMESPACES));
        assertThat(keys.of(gateway("search", "llm")).orElseThrow()).hasSize(1);
        assertThat(keys.all()).hasSize(2);
    }

    private SharedIndexInformer<RouterKey> informer(String namespace) {
        return namespace.equals(Constants.WATCH_ALL_NAMESPACES)
                ? server.client().resources(RouterKey.class).inAnyNamespace().runnableInformer(0)
                : server.client()
                        .resources(RouterKey.class)
                        .inNamespace(namespace)
                        .runnableInformer(0);
    }

    private List<String> versions() {
        return keys.all().stream()
                .map(it -> it.getMetadata().getResourceVersion())
                .toList();
    }

    private static String key(String namespace, String uid, int version, int generation, String gateway) {
        return """
            {"kind":"RouterKey","apiVersion":"sluicegate.dev/v1alpha1","metadata":{"name":"ci","namespace":"%s","uid":"%s","resourceVersion":"%s","generation":%s},"spec":{"gatewayRef":{"name":"%s"}}}""".formatted(namespace, uid, version, generation, gateway);
    }

    private static RouterKey object(String json) {
        return Serialization.unmarshal(json, RouterKey.class);
    }

    private static RouterGateway gateway(String namespace, String name) {
        RouterGateway gateway = new RouterGateway();
        gateway.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        return gateway;
    }
}
