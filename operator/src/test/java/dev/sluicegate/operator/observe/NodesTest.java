package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server that only knows nodes. */
class NodesTest {
    private static final String NODE = """
            {"kind":"Node","apiVersion":"v1","metadata":{"name":"node-1","uid":"1","resourceVersion":"%s","labels":{"zone":"a"}},"spec":{"podCIDR":"10.0.0.0/24","unschedulable":%s},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""";

    private final WatchableServer server = WatchableServer.of("NodeList", "v1");
    private final List<ResourceID> told = new CopyOnWriteArrayList<>();
    private Nodes nodes;

    @BeforeEach
    void start() {
        server.items(NODE.formatted("1", "false"));
        nodes = new Nodes(
                server.client().nodes().runnableInformer(0), node -> Set.of(new ResourceID("on-" + node, "ai")));
        nodes.setEventHandler(this::note);
    }

    @AfterEach
    void stop() {
        nodes.stop();
        server.close();
    }

    @Test
    void keepsOfANodeOnlyWhatSaysThatItIsBeingLeftAndTellsItsGatewaysWhenThatChanges() {
        nodes.start();
        assertThat(nodes.canBeRead()).isTrue();
        assertThat(nodes.get("node-1").orElseThrow().getMetadata().getLabels()).isEmpty();
        assertThat(nodes.get("node-1").orElseThrow().getSpec().getPodCIDR()).isNull();
        await().until(() -> told.size() == 1);

        server.changes("MODIFIED", NODE.formatted("2", "false")); // a heartbeat
        server.changes("MODIFIED", NODE.formatted("3", "true"));
        await().until(() -> LeavingNode.isLeft(nodes.get("node-1").orElseThrow(), List.of()));
        await().until(() -> told.size() == 2);
        assertThat(told).containsOnly(new ResourceID("on-node-1", "ai"));
    }

    @Test
    void withoutTheRightItStartsAllTheSameAndNoticesWhenTheRightIsGiven() {
        server.refuses("nodes", 403);
        nodes.start();
        assertThat(nodes.canBeRead()).isFalse();
        assertThat(nodes.get("node-1")).isEmpty();

        server.grants("nodes");
        await().until(nodes::canBeRead);
        assertThat(nodes.get("node-1")).isPresent();
    }

    /** The watch goes on until the API server ends it, and what was read stays known. */
    @Test
    void noticesWhenTheRightIsTakenAwayAndWhenItIsGivenBack() {
        nodes.start();
        nodes.ask(server.client().nodes()::list);
        assertThat(nodes.canBeRead()).isTrue();

        server.refuses("nodes", 403);
        nodes.ask(server.client().nodes()::list);
        assertThat(nodes.canBeRead()).isFalse();
        server.changes("MODIFIED", NODE.formatted("2", "true"));
        await().until(() -> LeavingNode.isLeft(nodes.get("node-1").orElseThrow(), List.of()));
        assertThat(nodes.canBeRead()).isFalse();

        server.grants("nodes");
        nodes.ask(server.client().nodes()::list);
        assertThat(nodes.canBeRead()).isTrue();
    }

    /** It is busy, or away for a moment. */
    @Test
    void anApiServerThatRefusesNothingAndDoesNotAnswerTakesNoRight() {
        nodes.start();
        server.refuses("nodes", 500);
        nodes.ask(server.client().nodes()::list);
        assertThat(nodes.canBeRead()).isTrue();
    }

    private void note(Event event) {
        told.add(event.getRelatedCustomResourceID());
    }
}
