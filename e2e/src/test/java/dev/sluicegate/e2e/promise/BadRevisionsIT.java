package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.mutant.Mutant;
import dev.sluicegate.e2e.oracle.Failure;
import dev.sluicegate.e2e.oracle.Loss;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 7: bad revisions of the kinds that {@link RollbackIT} and {@link CanaryIT} do not have, under load: noticed, rolled back, and told. */
@ExtendWith(OnStage.class)
class BadRevisionsIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(100, 20, 10, Map.of());

    /** Of {@link #plan}, in which no stream is long. */
    private static final MinimumLoad SHORT = new MinimumLoad(100, 20, 0, Map.of());

    private static final String NOWHERE = "sluicegate/router:never-built";
    private static final Set<Failure.Kind> OF_A_CRASH =
            Set.of(Failure.Kind.CONNECTION_LOST, Failure.Kind.NOT_CONNECTED);

    private final Stage stage;

    BadRevisionsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void anImageThatIsNowhereAndAConfigThatOnlyThePodCanRefuseLoseNothing() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        Set<String> pods = gateway.podUids();
        gateway.patch("{\"spec\":{\"rollout\":{\"progressDeadline\":\"30s\"}}}");
        Secret authority = noAuthority();
        stage.client().resource(authority).serverSideApply();
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(8))) {
            long began = System.nanoTime();
            gateway.patch("{\"spec\":{\"image\":\"" + NOWHERE + "\"}}");
            gateway.awaitCondition("Stalled", "True", NOWHERE, Stage.PATIENCE);
            said("an image that is nowhere was noticed", began);
            rolledBack(gateway, stable, NOWHERE);
            said("and rolled back, with a progressDeadline of 30 s,", began);
            assertThat(KeptEvidence.of(stage, gateway))
                    .containsPattern("because: (ErrImagePull|ImagePullBackOff)")
                    .contains(NOWHERE, "none: no router runs in it");

            long again = System.nanoTime();
            gateway.patch(refused());
            gateway.awaitCondition("Stalled", "True", "ConfigRejected", Stage.PATIENCE);
            said("a config that only the pod can refuse was noticed", again);
            rolledBack(gateway, stable, "ConfigRejected");
            said("and rolled back", again);
            assertThat(KeptEvidence.of(stage, gateway)).contains("because: ConfigRejected", "exitCode: 2", "elsewhere");
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.podUids()).as("the old pods, and no other").isEqualTo(pods);
            assertThat(gateway.cutStreams()).hasValue(0);
        } finally {
            stage.client().resource(authority).delete();
        }
    }

    /** Nobody can save what is on a process when that crashes. It is the canary's, and nothing is lost on other pods, nor when it is taken back. */
    @Test
    void aCrashThatComesWithLoadStaysInTheCanary() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        Set<String> pods = gateway.podUids();
        gateway.patch("""
                {"spec":{"image":"%s","rollout":{"canary":{"bake":"10m"}},
                 "pod":{"env":[{"name":"%s","value":"%s"}]}}}""".formatted(stage.images().mutant(), Mutant.VARIABLE, Mutant.CRASHES_UNDER_LOAD.word()));
        awaitCanary(gateway, stable);
        // a process that is not there has nothing to settle, so its pod goes at once
        gateway.pods().stream()
                .filter(it -> !RouterPods.isOf(it, stable))
                .forEach(it -> stage.deletesByHand(it.getMetadata().getName()));

        long began = System.nanoTime();
        List<Observation> seen = new ArrayList<>();
        int loads = 0;
        while (!isGivenUp(gateway)) {
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as(gateway.describe())
                    .isLessThan(Stage.PATIENCE);
            seen.addAll(loadUntilItCrashes(gateway, stable));
            loads++;
        }
        said("a canary that crashes under load was given up, in load " + loads + ",", began);
        System.err.println(gateway.condition("Stalled").orElseThrow().getMessage());
        Verdict verdict = stage.judge(seen, SHORT);

        assertThat(verdict)
                .as(verdict.report())
                .isInstanceOfSatisfying(
                        Verdict.Red.class,
                        red -> assertThat(red.losses().values())
                                .as("only what a process took with it, or could not take any more")
                                .allSatisfy(BadRevisionsIT::isOfACrash));
        stage.provider().forget();
        try (Load load = stage.load(plan(gateway))) {
            rolledBack(gateway, stable, "crash");
            said("and only stable pods are there", began);
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finished() >= 100);
            Verdict after = stage.judge(load.finish(Stage.PATIENCE), SHORT);
            assertThat(after).as(after.report()).isInstanceOf(Verdict.Green.class);
        }
        assertThat(gateway.podUids()).as("the old pods, and no other").isEqualTo(pods);
        assertThat(gateway.pods())
                .allSatisfy(pod -> assertThat(endings(gateway, pod))
                        .as("on a stable pod")
                        .isNotEmpty()
                        .allMatch(line -> line.contains("outcome=\"completed\"")));
        assertThat(KeptEvidence.of(stage, gateway)).contains("because: CanaryFailed", "exitCode: 134", "restarts: ");
        assertThat(gateway.cutStreams()).hasValue(0);
    }

    /** Clients that are new each time, for those of before have left the pod that crashed, and keep their connections to the others. */
    private List<Observation> loadUntilItCrashes(LiveGateway gateway, String stable) {
        awaitCanary(gateway, stable);
        try (Load load = stage.load(plan(gateway))) {
            await("a crash, or many requests without one")
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(Stage.PATIENCE)
                    .until(() -> open(gateway) < 3 || load.progress().finished() >= 500);
            return load.finish(Stage.PATIENCE);
        }
    }

    private static void awaitCanary(LiveGateway gateway, String stable) {
        await("the canary to be open, or given up")
                .atMost(Stage.PATIENCE)
                .until(() -> isGivenUp(gateway)
                        || (open(gateway) == 3
                                && gateway.pods().stream()
                                        .anyMatch(it -> RouterPods.isOpen(it) && !RouterPods.isOf(it, stable))));
    }

    /** Clients that tell a connection that was lost from anything else; the vendors' SDKs do not. */
    private LoadPlan plan(LiveGateway gateway) {
        return new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(20, 12), ClientKind.HTTP2, new LoadPlan.Slots(8, 12)),
                new LoadPlan.Lengths(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(3)),
                Duration.ofSeconds(1));
    }

    private static boolean isGivenUp(LiveGateway gateway) {
        return gateway.condition("Stalled")
                .filter(it -> it.getStatus().equals("True") && it.getMessage().contains("crash"))
                .isPresent();
    }

    private static void isOfACrash(List<Loss> losses) {
        assertThat(losses.getFirst())
                .satisfiesAnyOf(
                        it -> assertThat(it)
                                .isInstanceOfSatisfying(
                                        Loss.NoResponse.class,
                                        none -> assertThat(OF_A_CRASH)
                                                .contains(none.failure().kind())),
                        it -> assertThat(it)
                                .isInstanceOfSatisfying(
                                        Loss.BrokenOff.class,
                                        broken -> assertThat(OF_A_CRASH)
                                                .contains(broken.failure().kind())));
        assertThat(losses.subList(1, losses.size()))
                .allSatisfy(it -> assertThat(it).isInstanceOf(Loss.Missing.class));
    }

    private static long open(LiveGateway gateway) {
        return gateway.pods().stream().filter(RouterPods::isOpen).count();
    }

    /** How requests and streams have ended on a pod: its counters that are not 0. */
    private List<String> endings(LiveGateway gateway, Pod pod) {
        String metrics = stage.client()
                .raw("/api/v1/namespaces/" + stage.namespace() + "/pods/"
                        + pod.getMetadata().getName() + ":9090/proxy" + AdminApi.METRICS);
        return Objects.requireNonNull(metrics, gateway::describe)
                .lines()
                .filter(it -> it.startsWith("sluicegate_requests_total{") || it.startsWith("sluicegate_streams_total{"))
                .filter(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)) > 0)
                .toList();
    }

    private static void rolledBack(LiveGateway gateway, String stable, String why) {
        gateway.awaitCondition("Stalled", "True", "RolledBack", Stage.PATIENCE);
        await("only pods of " + stable)
                .atMost(Stage.PATIENCE)
                .until(() -> gateway.pods().size() == 2
                        && gateway.pods().stream()
                                .allMatch(it -> RouterPods.isOpen(it) && RouterPods.isOf(it, stable)));
        assertThat(gateway.condition("Ready").orElseThrow().getMessage()).contains(why);
        assertThat(gateway.status().map(RouterGatewayStatus::failedRevision))
                .hasValueSatisfying(it -> assertThat(it).isNotEqualTo(stable));
    }

    /** With an authority that looks like a certificate to the operator, which has no need to read it. */
    private String refused() {
        return """
                {"spec":{"image":"%s","providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                  {"name":"elsewhere","api":"OpenAI","baseUrl":"https://simulated-provider:8443/v1",
                   "tls":{"ca":{"secretKeyRef":{"name":"no-certificate","key":"ca.crt"}}}}]}}""".formatted(stage.images().router());
    }

    private Secret noAuthority() {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("no-certificate")
                .withNamespace(stage.namespace())
                .endMetadata()
                .addToStringData("ca.crt", "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n")
                .build();
    }

    private static void said(String what, long began) {
        System.err.println(
                what + " " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s after it began");
    }
}
