package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.apiserver.ApiFaults;
import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 20: from one spec to others and back, at random and in the middle of each other. */
@ExtendWith(OnStage.class)
class RoundTripsIT {
    private static final int TRIPS = Integer.getInteger("sluicegate.trips", 12);

    private static final List<String> CHANGES = List.of(
            "\"limits\":{\"maxRequestBodySize\":\"16Mi\"}",
            "\"replicas\":1",
            "\"replicas\":3",
            "\"drain\":{\"timeout\":\"3m\"}",
            "\"limits\":null",
            "\"limits\":{\"maxRequestBodySize\":\"16Mi\"},\"replicas\":3");

    private static final String BACK = "\"limits\":null,\"replicas\":2,\"drain\":{\"timeout\":\"4m\"}";

    /** How long a change is left alone before the next one comes. */
    private static final List<Predicate<LiveGateway>> UNTIL = List.of(
            _ -> true,
            it -> it.pods().size() > 2,
            it -> it.pods().stream().anyMatch(RouterPods::isOff),
            LiveGateway::isReady,
            LiveGateway::isReady);

    private final Stage stage;

    RoundTripsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theEndIsWhereItBeganAndThenNothingIsWritten() {
        long seed = Long.getLong("sluicegate.seed", System.nanoTime());
        System.err.println("round trips: -Dsluicegate.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (OperatorOnHost operator = stage.operatorOnHost(Stage.operator(), ApiFaults.NONE, "round-trips")) {
            LiveGateway gateway =
                    stage.serving(GatewayManifest.of(stage.images(), 2).withSettle("1s"));
            patch(gateway, CHANGES.getFirst());
            gateway.awaitReady(Stage.PATIENCE);
            patch(gateway, BACK);
            Silence.await(operator, Silence.SHORT, gateway::isReady);
            List<String> first = objects(gateway);

            for (int i = 0; i < TRIPS; i++) {
                patch(gateway, CHANGES.get(random.nextInt(CHANGES.size())));
                awaitSome(gateway, UNTIL.get(random.nextInt(UNTIL.size())));
                if (random.nextInt(3) == 0) {
                    patch(gateway, BACK);
                    awaitSome(gateway, UNTIL.get(random.nextInt(UNTIL.size())));
                }
            }
            patch(gateway, BACK);
            Silence.await(operator, Silence.LONG, gateway::isReady);

            assertThat(objects(gateway)).containsExactlyElementsOf(first);
            System.err.printf(
                    "round trips: %d changes, %d writes were taken%n",
                    TRIPS, operator.taken().size());
        }
    }

    private static void awaitSome(LiveGateway gateway, Predicate<LiveGateway> condition) {
        await("the change to get there, or to be done")
                .atMost(Stage.PATIENCE)
                .ignoreExceptions()
                .until(() -> condition.test(gateway) || gateway.isReady());
    }

    private static void patch(LiveGateway gateway, String fields) {
        gateway.patch("{\"spec\":{" + fields + "}}");
    }

    private List<String> objects(LiveGateway gateway) {
        return GatewayObjectsThere.of(stage.client(), stage.namespace(), gateway.name());
    }
}
