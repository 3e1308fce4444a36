package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.apiserver.PlannedFaults;
import dev.sluicegate.e2e.apiserver.PlannedFaults.Kind;
import dev.sluicegate.e2e.apiserver.PlannedFaults.Phase;
import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.promise.GatewayStory.Outcome;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 16: an API server that refuses, forgets, delays and is not there. It converges to the same, and clients notice nothing. */
@ExtendWith(OnStage.class)
class FaultyApiServerIT {
    /** How long nobody answers; {@code make kills} makes it ten minutes. */
    private static final Duration DOWN = Duration.ofSeconds(Integer.getInteger("sluicegate.down", 30));

    private final Stage stage;

    FaultyApiServerIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void faultsAtRandomChangeNothingOfTheStory() {
        long seed = Long.getLong("sluicegate.seed", System.nanoTime());
        List<Phase> plan = PlannedFaults.random(seed, Duration.ofMinutes(2));
        System.err.println("faults: -Dsluicegate.seed=" + seed + " " + plan);
        PlannedFaults faults = new PlannedFaults(plan, Clock.systemUTC());
        try (OperatorOnHost operator = stage.operatorOnHost(Stage.operator(), faults, "faults")) {
            Outcome disturbed = GatewayStory.of(stage, operator, faults::set, Stage.PATIENCE);
            System.err.printf(
                    "faults: %s; %d writes were taken, started %d times%n",
                    faults.counts(), disturbed.writes(), operator.starts());

            disturbed.assertEnd(GatewayStory.undisturbed(stage));
            assertThat(faults.counts().size())
                    .as("a run with few kinds of faults is void")
                    .isGreaterThan(3);
        }
    }

    @Test
    void nobodyAnswersForLong() {
        PlannedFaults faults = new PlannedFaults(PlannedFaults.only(Kind.DOWN), Clock.systemUTC());
        try (OperatorOnHost operator = stage.operatorOnHost(Stage.operator(), faults, "down")) {
            LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
            String before = gateway.stableRevision();
            try (Load load = load(gateway)) {
                faults.set(true);
                Instant end = Instant.now().plus(DOWN);
                gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
                await("the API server has been away for " + DOWN)
                        .atMost(DOWN.plus(Stage.PATIENCE))
                        .until(() -> Instant.now().isAfter(end));
                assertThat(gateway.stableRevision()).isEqualTo(before);
                faults.set(false);
                gateway.awaitProvenAfter(before, Stage.PATIENCE);
                gateway.awaitReady(Stage.PATIENCE);
                judge(load);
            }
            assertThat(operator.taken().stream().filter("POST replicasets"::equals))
                    .as("seats of two revisions")
                    .hasSize(4);
        }
    }

    @Test
    void rightsAreTakenAwayAndGivenBack() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        try (Load load = load(gateway)) {
            Resource<Role> role =
                    stage.client().rbac().roles().inNamespace(stage.namespace()).withName(Installation.OPERATOR);
            Role all = Objects.requireNonNull(role.get());
            role.edit(it -> withoutCreatingSeats(it));
            try {
                gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
                gateway.awaitCondition("Ready", "False", "MissingRights", Stage.PATIENCE);
            } finally {
                giveBack(all);
            }
            gateway.awaitReady(Stage.PATIENCE);

            Resource<RoleBinding> binding = stage.client()
                    .rbac()
                    .roleBindings()
                    .inNamespace(stage.namespace())
                    .withName(Installation.OPERATOR);
            RoleBinding given = Objects.requireNonNull(binding.get());
            binding.delete();
            try {
                await("the operator says so").atMost(Stage.PATIENCE).until(() -> health().contains("not allowed"));
                gateway.scale(3);
            } finally {
                given.getMetadata().setResourceVersion(null);
                stage.client().resource(given).create();
            }
            gateway.awaitReady(Stage.PATIENCE);
            judge(load);
        }
    }

    private static Role withoutCreatingSeats(Role role) {
        return new RoleBuilder(role)
                .editMatchingRule(rule -> rule.getResources().contains("replicasets"))
                .removeFromVerbs("create")
                .endRule()
                .build();
    }

    private void giveBack(Role all) {
        all.getMetadata().setResourceVersion(null);
        all.getMetadata().setManagedFields(null);
        stage.client().resource(all).update();
    }

    private String health() {
        return Stream.ofNullable(stage.client()
                        .pods()
                        .inNamespace(Installation.NAMESPACE)
                        .list()
                        .getItems()
                        .getFirst())
                .map(pod -> String.valueOf(stage.client()
                        .raw("/api/v1/namespaces/" + Installation.NAMESPACE + "/pods/"
                                + pod.getMetadata().getName() + ":8081/proxy/health")))
                .findFirst()
                .orElse("");
    }

    private Load load(LiveGateway gateway) {
        return stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(8)));
    }

    private void judge(Load load) {
        Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(200, 30, 5, Map.of()));
        assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
    }
}
