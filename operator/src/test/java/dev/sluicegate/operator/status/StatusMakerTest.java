package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.Step.Verdict;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StatusMakerTest {
    /** Etcd takes no object of more than 1.5 MiB. */
    @Test
    void aStatusIsWrittenHoweverMuchThereIsToSay() {
        String much = "é".repeat(1_000_000);
        StatusInputs inputs = new StatusInputs()
                .revision("new", StatusInputs.NOON)
                .refused(new Refusal(Reason.InvalidKeys, much))
                .decided(new Verdict.Stalled("FailedCreate"), much);
        for (int i = 0; i < 60; i++) {
            inputs.broken("llm-" + i, "new", new Problem("FailedCreate", much));
        }

        assertThat(Serialization.asJson(inputs.status()).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(1_500_000);
    }

    /** Whoever may write a status may write what is no time. */
    @Test
    void aTransitionIsSinceATime() {
        RouterGatewayStatus edited = Serialization.unmarshal(
                Serialization.asJson(converged().status())
                        .replaceAll("\"lastTransitionTime\":\"[^\"]*\"", "\"lastTransitionTime\":\"yesterday\""),
                RouterGatewayStatus.class);

        assertThat(conditions(converged().after(edited).status()))
                .allSatisfy(it ->
                        assertThat(Instant.parse(it.getLastTransitionTime())).isAfter(StatusInputs.NOON));
    }

    @Test
    void aConvergedGatewayIsReady() {
        RouterGatewayStatus status = converged().status();

        assertThat(summary(status))
                .containsExactly(
                        "Accepted=True Valid",
                        "Available=True EnoughPodsOpen",
                        "Ready=True Ready",
                        "Reconciling=False Idle",
                        "Stalled=False Progressing",
                        "Draining=False NothingDrains");
        assertThat(conditions(status)).allMatch(condition -> condition.getObservedGeneration() == 7);
        assertThat(status.ready()).isEqualTo("3/3");
        assertThat(status.replicas()).isEqualTo(3);
        assertThat(status.inFlight()).isEqualTo(6);
        assertThat(status.stableRevision()).isEqualTo("new");
        assertThat(status.candidateRevision()).isNull();
        assertThat(status.selector()).isEqualTo("sluicegate.dev/gateway=llm,sluicegate.dev/traffic=on");
        assertThat(pods(status).getFirst())
                .isEqualTo(new PodRow("llm-a", "Open", "new", true, 1, 61L, 0L, null, null, null));
    }

    @Test
    void aRollShowsBothRevisionsAndWhoDrains() {
        RouterGatewayStatus status = rolling().status();

        assertThat(summary(status))
                .contains("Ready=False Rolling", "Reconciling=True Rolling", "Stalled=False Progressing");
        assertThat(status.stableRevision()).isEqualTo("old");
        assertThat(status.candidateRevision()).isEqualTo("new");
        assertThat(status.draining()).isEqualTo(2);
        assertThat(status.replicas()).isEqualTo(1);
        assertThat(pods(status)).extracting(PodRow::phase).containsExactly("Draining", "Drained", "Open");
        RouterGatewayStatus.RolloutStatus rollout = Objects.requireNonNull(status.rollout());
        assertThat(rollout.step()).isEqualTo("waiting for old-b to drain");
        assertThat(rollout.startedAt()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(rollout.updated()).isEqualTo(1);
    }

    @Test
    void whatIsKeptWarmDoesNotDrain() {
        RouterGatewayStatus status = rolling().keepingWarm("old-c").status();

        assertThat(pods(status)).extracting(PodRow::phase).containsExactly("Draining", "Warm", "Open");
        assertThat(status.draining()).isEqualTo(1);
        assertThat(Objects.requireNonNull(status.rollout()).warm()).isEqualTo(1);
        assertThat(summary(status)).contains("Draining=True Draining");
    }

    @Test
    void theOldestThatDrainsWaitForAreNamed() {
        RouterGatewayStatus status = converged()
                .blocked("old-a", 0, 30, 10)
                .blocked("old-b", 4, 80, 70, 60, 50, 40, 20, 5)
                .status();
        List<String> waitsFor =
                Objects.requireNonNull(Objects.requireNonNull(status.rollout()).waitsFor());

        assertThat(waitsFor)
                .hasSize(9)
                .startsWith("old-b: stream id-80 of model fast, 80 s old, 10 bytes sent")
                .contains("old-a: stream id-30 of model fast, 30 s old, 10 bytes sent")
                .endsWith("and 5 more");
        assertThat(Objects.requireNonNull(converged().status().rollout()).waitsFor())
                .isNull();
    }

    @Test
    void aBadImageIsExplainedWithWhatToDo() {
        RouterGatewayStatus status = new StatusInputs()
                .revision("new", null)
                .broken("llm-a", "new", new Problem("ImagePullBackOff", "manifest unknown"))
                .decided(new Verdict.Rolling(), "waiting for llm-a")
                .status();

        assertThat(message(status, "Ready"))
                .isEqualTo("pod llm-a cannot pull its image (ImagePullBackOff: manifest unknown);"
                        + " correct spec.image, or give access to its registry");
        assertThat(message(status, "Reconciling")).isEqualTo("waiting for llm-a");
        assertThat(message(status, "Stalled")).isEqualTo(message(status, "Ready"));
    }

    @Test
    void aPodThatCannotServeYetSaysWhy() {
        RouterGatewayStatus status = new StatusInputs()
                .revision("new", null)
                .starting("llm-a", "new", "the store of limits is away")
                .status();

        assertThat(pods(status)).extracting(PodRow::problem).containsExactly("the store of limits is away");
    }

    @Test
    void nobodyIsToldThatNoHelpIsNeededWhileSomethingIsWrong() {
        StatusInputs paused = converged().decided(new Verdict.Paused(), "paused: revision old stays");
        StatusInputs both = converged()
                .hindered(new Refusal(Reason.ApiServerUnavailable, "etcd has no leader"))
                .decided(new Verdict.Stalled("ImagePullBackOff"), "no such image");

        assertThat(summary(paused.status())).contains("Ready=False Paused", "Stalled=False Paused");
        assertThat(message(paused.status(), "Stalled")).isEqualTo("paused: revision old stays");
        assertThat(message(both.status(), "Stalled")).isEqualTo("etcd has no leader");
    }

    @Test
    void aStalledRolloutSaysItselfWhatToDo() {
        RouterGatewayStatus status = new StatusInputs()
                .revision("new", null)
                .broken("llm-a", "new", new Problem("ImagePullBackOff", "manifest unknown"))
                .decided(new Verdict.Stalled("ProgressDeadlineExceeded"), "no progress for 10m; do this")
                .status();

        assertThat(summary(status))
                .contains("Ready=False ProgressDeadlineExceeded", "Stalled=True ProgressDeadlineExceeded");
        assertThat(message(status, "Stalled")).isEqualTo("no progress for 10m; do this");
    }

    /** kstatus, and with it Flux and Argo CD, calls a gateway failed whose Stalled is True, and takes Reconciling for progress. */
    @Test
    void aRolledBackGatewayServesAndHasFailed() {
        RouterGatewayStatus status = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .open("llm-a", "old", 1)
                .open("llm-b", "old", 1)
                .open("llm-c", "old", 1)
                .decided(new Verdict.RolledBack("new"), "revision new has failed, old runs")
                .status();

        assertThat(summary(status))
                .contains(
                        "Available=True EnoughPodsOpen",
                        "Ready=False RolledBack",
                        "Reconciling=False Idle",
                        "Stalled=True RolledBack");
        assertThat(message(status, "Ready")).isEqualTo("revision new has failed, old runs");
        assertThat(status.stableRevision()).isEqualTo("old");
        assertThat(status.candidateRevision()).isNull();
        assertThat(status.failedRevision()).isEqualTo("new");
    }

    @Test
    void aRefusedSpecSaysWhyAndWhatStaysInForce() {
        RouterGatewayStatus status = converged()
                .refused(new Refusal(Reason.SecretMissing, "create the Secret"))
                .status();

        assertThat(summary(status))
                .containsExactly(
                        "Accepted=False SecretMissing",
                        "Available=True EnoughPodsOpen",
                        "Ready=False SecretMissing",
                        "Reconciling=False Idle",
                        "Stalled=True SecretMissing",
                        "Draining=False NothingDrains");
        assertThat(message(status, "Accepted"))
                .isEqualTo("create the Secret (until then the last accepted spec stays in force, revision new)");
    }

    @Test
    void whatTheApiServerRefusesIsSaid() {
        RouterGatewayStatus status = converged()
                .hindered(new Refusal(Reason.MissingRights, "services is forbidden"))
                .status();

        assertThat(summary(status))
                .containsExactly(
                        "Accepted=True Valid",
                        "Available=True EnoughPodsOpen",
                        "Ready=False MissingRights",
                        "Reconciling=False Idle",
                        "Stalled=True MissingRights",
                        "Draining=False NothingDrains");
    }

    @Test
    void transitionTimesStayUntilTheStatusChanges() {
        RouterGatewayStatus first = rolling().status();
        RouterGatewayStatus second =
                converged().after(first).at(StatusInputs.NOON.plusSeconds(300)).status();

        assertThat(condition(second, "Accepted").getLastTransitionTime()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(condition(second, "Ready").getLastTransitionTime()).isEqualTo("2026-11-21T12:05:00Z");
    }

    @Test
    void oldPodsThatDrainHoldUpNobodyWhoWaitsForReady() {
        RouterGatewayStatus status = converged()
                .draining("old-a", "old", 4, 0)
                .decided(new Verdict.Draining(), "waiting for old-a to drain (4 in flight)")
                .status();

        assertThat(summary(status))
                .contains(
                        "Ready=True Ready",
                        "Reconciling=False Idle",
                        "Stalled=False Progressing",
                        "Draining=True Draining");
        assertThat(message(status, "Draining")).isEqualTo("waiting for old-a to drain (4 in flight)");
    }

    @Test
    void whatPassesByItselfIsNoReasonToCallAPerson() {
        RouterGatewayStatus status = converged()
                .hindered(new Refusal(Reason.ApiServerUnavailable, "etcd has no leader"))
                .status();

        assertThat(summary(status))
                .contains(
                        "Ready=False ApiServerUnavailable",
                        "Reconciling=True ApiServerUnavailable",
                        "Stalled=False Progressing");
    }

    @Test
    void aPodThatIsGoneWithoutAWordIsCountedAndNotTakenForOneThatCutNothing() {
        RouterGatewayStatus draining = rolling().status();
        RouterGatewayStatus gone =
                converged().open("new-a", "new", 0).after(draining).status();
        RouterGatewayStatus later =
                converged().open("new-a", "new", 0).after(gone).status();

        assertThat(unaccounted(draining)).isZero();
        assertThat(unaccounted(gone)).as("old-b drained, and old-c was drained").isEqualTo(1);
        assertThat(unaccounted(later)).isEqualTo(1);
    }

    @Test
    void aRouterThatIsKilledInItsPodIsCountedTooEachTimeAndHowItEndedStaysThere() {
        RouterGatewayStatus before = converged().open("new-a", "new", 4).status();
        RouterGatewayStatus killed = converged()
                .open("new-a", "new", 0)
                .crashed(1, "OOMKilled, exit code 137 (signal 9)")
                .after(before)
                .status();
        RouterGatewayStatus later = converged()
                .open("new-a", "new", 0)
                .crashed(1, "OOMKilled, exit code 137 (signal 9)")
                .after(killed)
                .status();
        RouterGatewayStatus again = converged()
                .open("new-a", "new", 0)
                .crashed(3, "Error, exit code 139 (signal 11)")
                .after(later)
                .status();

        assertThat(unaccounted(before)).isZero();
        assertThat(unaccounted(killed)).isEqualTo(1);
        assertThat(unaccounted(later)).isEqualTo(1);
        assertThat(unaccounted(again)).isEqualTo(3);
        assertThat(pods(again))
                .filteredOn(it -> "new-a".equals(it.name()))
                .extracting(PodRow::crashes, PodRow::lastCrash)
                .containsExactly(tuple(3, "Error, exit code 139 (signal 11)"));
    }

    @Test
    void aRouterThatDiesWhileItDrainsAndIsGoneBeforeItAnswersAgainIsCountedOnce() {
        RouterGatewayStatus draining = rolling().status();
        RouterGatewayStatus killed = converged()
                .open("new-a", "new", 0)
                .silentlyLeaving("old-b", "old")
                .crashed(1, "OOMKilled, exit code 137 (signal 9)")
                .after(draining)
                .status();
        RouterGatewayStatus still = converged()
                .open("new-a", "new", 0)
                .silentlyLeaving("old-b", "old")
                .crashed(1, "OOMKilled, exit code 137 (signal 9)")
                .after(killed)
                .status();
        RouterGatewayStatus gone =
                converged().open("new-a", "new", 0).after(still).status();

        assertThat(unaccounted(killed)).isEqualTo(1);
        assertThat(unaccounted(still)).isEqualTo(1);
        assertThat(unaccounted(gone)).as("its next router had nothing to lose").isEqualTo(1);
        assertThat(unaccounted(converged().open("new-a", "new", 0).after(killed).status()))
                .isEqualTo(1);
    }

    @Test
    void theRowsAreBoundedAndTheWorstComeFirst() {
        StatusInputs many = new StatusInputs().revision("new", StatusInputs.NOON);
        for (int i = 100; i < 200; i++) {
            many.open("llm-" + i, "new", 1);
        }
        RouterGatewayStatus status = many.draining("old-a", "old", 1, 0)
                .draining("old-b", "old", 0, 7)
                .broken("sick", "new", new Problem("CrashLoopBackOff", ""))
                .status();

        assertThat(pods(status)).hasSize(PodRows.LONGEST);
        assertThat(pods(status).subList(0, 4))
                .extracting(PodRow::name)
                .containsExactly("sick", "old-b", "old-a", "llm-100");
        assertThat(status.ready()).isEqualTo("100/3");
    }

    @Test
    void cutsAreCountedAlsoOfPodsThatAreGone() {
        RouterGatewayStatus draining = rolling().status();
        RouterGatewayStatus cut =
                rolling().after(draining).draining("old-d", "old", 0, 2).status();
        RouterGatewayStatus more =
                rolling().after(cut).draining("old-d", "old", 0, 5).status();
        RouterGatewayStatus silent =
                rolling().after(more).silentlyLeaving("old-d", "old").status();
        RouterGatewayStatus gone = converged().after(silent).status();

        assertThat(cutStreams(draining)).isZero();
        assertThat(cutStreams(cut)).isEqualTo(2);
        assertThat(cutStreams(more)).isEqualTo(5);
        assertThat(cutStreams(silent)).isEqualTo(5);
        assertThat(pods(silent)).anyMatch(row -> Objects.equals(row.cut(), 5L) && "Drained".equals(row.phase()));
        assertThat(cutStreams(gone)).isEqualTo(5);
    }

    /** More pods than a status has rows, each of which has cut two, then nobody anything, then one more, then none answers, then all do. */
    @Test
    void cutsOfPodsThatHaveNoRowAreCountedOnce() {
        int pods = PodRows.LONGEST + 20;
        RouterGatewayStatus cut = leaving(pods, 2).after(rolling().status()).status();
        RouterGatewayStatus again = leaving(pods, 2).after(cut).status();
        RouterGatewayStatus more = leaving(pods, 3).after(again).status();
        StatusInputs silence = rolling().after(more);
        for (int i = 0; i < pods; i++) {
            silence.silentlyLeaving("old-%03d".formatted(i), "old");
        }
        RouterGatewayStatus silent = silence.status();
        RouterGatewayStatus said = leaving(pods, 3).after(silent).status();

        assertThat(cutStreams(cut)).isEqualTo(2L * pods);
        assertThat(cutStreams(again)).isEqualTo(2L * pods);
        assertThat(cutStreams(more)).isEqualTo(3L * pods);
        assertThat(cutStreams(silent)).isEqualTo(3L * pods);
        assertThat(cutStreams(said)).isEqualTo(3L * pods);
        assertThat(cutStreams(converged().after(said).status())).isEqualTo(3L * pods);
    }

    private static StatusInputs leaving(int pods, long cut) {
        StatusInputs inputs = rolling();
        for (int i = 0; i < pods; i++) {
            inputs.draining("old-%03d".formatted(i), "old", 0, cut);
        }
        return inputs;
    }

    private static StatusInputs converged() {
        return new StatusInputs()
                .revision("new", StatusInputs.NOON)
                .open("llm-a", "new", 1)
                .open("llm-b", "new", 2)
                .open("llm-c", "new", 3);
    }

    private static StatusInputs rolling() {
        return new StatusInputs()
                .revision("old", StatusInputs.NOON.minusSeconds(1000))
                .revision("new", null)
                .open("new-a", "new", 0)
                .draining("old-b", "old", 4, 0)
                .draining("old-c", "old", 0, 0)
                .decided(new Verdict.Rolling(), "waiting for old-b to drain");
    }

    private static List<PodRow> pods(RouterGatewayStatus status) {
        return Objects.requireNonNull(status.pods());
    }

    private static List<Condition> conditions(RouterGatewayStatus status) {
        return Objects.requireNonNull(status.conditions());
    }

    private static long cutStreams(RouterGatewayStatus status) {
        return Objects.requireNonNull(Objects.requireNonNull(status.rollout()).cutStreams());
    }

    private static int unaccounted(RouterGatewayStatus status) {
        return Objects.requireNonNull(Objects.requireNonNull(status.rollout()).unaccountedPods());
    }

    private static List<String> summary(RouterGatewayStatus status) {
        return conditions(status).stream()
                .map(condition -> condition.getType() + "=" + condition.getStatus() + " " + condition.getReason())
                .toList();
    }

    private static Condition condition(RouterGatewayStatus status, String type) {
        return Conditions.find(status, type).orElseThrow();
    }

    private static String message(RouterGatewayStatus status, String type) {
        return condition(status, type).getMessage();
    }
}
