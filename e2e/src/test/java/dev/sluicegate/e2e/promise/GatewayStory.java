package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.apiserver.ApiFaults;
import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** The life of a gateway with an operator on this machine: it is made, rolled and scaled in while clients are served, and deleted. Disturbed or not, it must be the same. */
final class GatewayStory {
    private static final Duration LONG = Duration.ofMinutes(20);
    private static @Nullable Outcome undisturbed;

    private final Stage stage;
    private final OperatorOnHost operator;
    private final Consumer<Boolean> disturb;
    private final Optional<Outcome> wanted;
    private final Duration patience;

    private GatewayStory(
            Stage stage,
            OperatorOnHost operator,
            Consumer<Boolean> disturb,
            Optional<Outcome> wanted,
            Duration patience) {
        this.stage = stage;
        this.operator = operator;
        this.disturb = disturb;
        this.wanted = wanted;
        this.patience = patience;
    }

    /**
     * What was there.
     *
     * @param chapters the objects after the making, the rollout and the scale-in; the deletion leaves none
     * @param seats how many were made in all
     * @param pods how many there were in all
     * @param writes how many the API server took
     */
    record Outcome(List<List<String>> chapters, long seats, int pods, int writes) {
        /** The number of writes may differ. */
        void assertEnd(Outcome undisturbed) {
            assertThat(chapters).isEqualTo(undisturbed.chapters);
            assertThat(seats).as("seats made").isEqualTo(undisturbed.seats);
            assertThat(pods).as("pods made").isEqualTo(undisturbed.pods);
        }
    }

    /** The story as it goes if nobody disturbs it; once for all tests. */
    static synchronized Outcome undisturbed(Stage stage) {
        Outcome known = undisturbed;
        if (known == null) {
            try (OperatorOnHost operator = stage.operatorOnHost(Stage.operator(), ApiFaults.NONE, "undisturbed")) {
                known = new GatewayStory(stage, operator, _ -> {}, Optional.empty(), Stage.PATIENCE).go();
            }
            undisturbed = known;
        }
        return known;
    }

    /**
     * The story with this operator.
     *
     * @param disturb told when to disturb it, and when not
     * @param patience with a gateway that is ready and not yet as it was undisturbed
     * @throws AssertionError if it does not become so
     */
    static Outcome of(Stage stage, OperatorOnHost operator, Consumer<Boolean> disturb, Duration patience) {
        return new GatewayStory(stage, operator, disturb, Optional.of(undisturbed(stage)), patience).go();
    }

    private Outcome go() {
        stage.provider().forget();
        disturb.accept(true);
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2), LONG);
        try (PodTimeline timeline = stage.timeline(gateway)) {
            List<List<String>> chapters = new ArrayList<>();
            chapters.add(settled(gateway, 0));
            underLoad(gateway, chapters);
            disturb.accept(false);
            Silence.await(operator, Silence.SHORT, gateway::isReady);
            disturb.accept(true);
            gateway.delete();
            gateway.awaitGone(LONG);
            await("nothing is left")
                    .atMost(Stage.PATIENCE)
                    .until(() -> objects(gateway).isEmpty());
            disturb.accept(false);
            List<String> taken = operator.taken();
            return new Outcome(
                    chapters,
                    taken.stream().filter(it -> it.equals("POST replicasets")).count(),
                    timeline.lives().size(),
                    taken.size());
        }
    }

    private void underLoad(LiveGateway gateway, List<List<String>> chapters) {
        LoadPlan plan = new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(2, 3)),
                new LoadPlan.Lengths(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(4)),
                Duration.ofSeconds(1));
        try (Load load = stage.load(plan)) {
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            chapters.add(settled(gateway, 1));
            gateway.scale(1);
            chapters.add(settled(gateway, 2));
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(20, 5, 0, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
    }

    /** If nobody disturbs, it is the end when nothing is written any more. */
    private List<String> settled(LiveGateway gateway, int chapter) {
        gateway.awaitReady(LONG);
        if (wanted.isEmpty()) {
            Silence.await(operator, Silence.SHORT, gateway::isReady);
            return objects(gateway);
        }
        List<String> end = wanted.get().chapters.get(chapter);
        try {
            await("the same end").atMost(patience).until(() -> objects(gateway).equals(end));
        } catch (ConditionTimeoutException e) {
            assertThat(objects(gateway)).containsExactlyElementsOf(end);
        }
        return end;
    }

    private List<String> objects(LiveGateway gateway) {
        return GatewayObjectsThere.of(stage.client(), stage.namespace(), gateway.name());
    }
}
