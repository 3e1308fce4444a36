package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.Step.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final RouterGatewayStatus STEADY = new StatusInputs()
            .revision("new", StatusInputs.NOON)
            .open("llm-a", "new", 1)
            .status();

    @Test
    void nothingHappensTwice() {
        assertThat(events(STEADY, STEADY)).isEmpty();
    }

    @Test
    void aRollIsTold() {
        RouterGatewayStatus begun = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .open("llm-a", "old", 1)
                .decided(new Verdict.Rolling(), "…")
                .status();
        RouterGatewayStatus retired = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .draining("llm-a", "old", 1, 0)
                .open("llm-b", "new", 1)
                .decided(new Verdict.Rolling(), "…")
                .status();
        RouterGatewayStatus cut = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .draining("llm-a", "old", 0, 2)
                .open("llm-b", "new", 1)
                .decided(new Verdict.Rolling(), "…")
                .after(retired)
                .status();
        RouterGatewayStatus done = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", StatusInputs.NOON.plusSeconds(1))
                .open("llm-b", "new", 1)
                .after(cut)
                .status();

        assertThat(events(null, begun))
                .containsExactly(
                        "Normal RolloutStarted: rolling from revision old to new",
                        "Normal RevisionProven: revision old is proven: all wanted pods run it",
                        "Normal PodOpen: pod llm-a is open");
        assertThat(events(begun, retired))
                .containsExactly(
                        "Normal PodRetired: pod llm-a takes no new work and drains",
                        "Normal PodOpen: pod llm-b is open");
        assertThat(events(retired, cut)).containsExactly("Warning Cut: pod llm-a cut 2 requests or streams");
        assertThat(events(cut, done))
                .containsExactly(
                        "Normal RevisionProven: revision new is proven: all wanted pods run it",
                        "Normal Ready: all wanted pods are open, and no other revision is in the Service",
                        "Normal Drained: every pod that was no longer wanted is gone; requests and streams cut: 2",
                        "Normal PodGone: pod llm-a is gone");
    }

    @Test
    void troubleIsToldAndItsEnd() {
        StatusInputs broken = new StatusInputs()
                .revision("new", StatusInputs.NOON)
                .broken("llm-a", "new", new Problem("CrashLoopBackOff", "back-off"))
                .decided(new Verdict.Stalled("ProgressDeadlineExceeded"), "no progress");

        assertThat(events(STEADY, broken.status()))
                .containsExactly(
                        "Warning ProgressDeadlineExceeded: no progress",
                        "Warning PodProblem: pod llm-a: CrashLoopBackOff: back-off");
        assertThat(events(broken.status(), STEADY)).contains("Normal Recovered: the rollout goes on");
        RouterGatewayStatus back =
                broken.decided(new Verdict.RolledBack("new"), "gone back").status();
        assertThat(events(broken.decided(new Verdict.Stalled("Error"), "").status(), back))
                .containsExactly("Warning RolledBack: gone back");
        assertThat(events(back, back)).isEmpty();
    }

    /** Its records go before its pods, so that no revision is stable any more. */
    @Test
    void nothingIsRolledOutWhileAGatewayIsDeleted() {
        RouterGatewayStatus leaving = new StatusInputs()
                .deleted()
                .draining("llm-a", "new", 1, 0)
                .decided(new Verdict.Draining(), "being deleted")
                .status();
        RouterGatewayStatus stalled = new StatusInputs()
                .revision("new", StatusInputs.NOON)
                .open("llm-a", "new", 1)
                .decided(new Verdict.Stalled("ImagePullBackOff"), "no such image")
                .status();

        assertThat(leaving.candidateRevision()).isNull();
        assertThat(events(STEADY, leaving))
                .containsExactly("Normal PodRetired: pod llm-a takes no new work and drains");
        assertThat(events(stalled, leaving))
                .containsExactly("Normal PodRetired: pod llm-a takes no new work and drains");
    }

    @Test
    void manyPodsAtOnceAreOneEvent() {
        StatusInputs seven = new StatusInputs().revision("new", StatusInputs.NOON);
        for (char name = 'a'; name <= 'g'; name++) {
            seven.open("llm-" + name, "new", 1);
        }

        assertThat(events(STEADY, seven.status()))
                .containsExactly("Normal PodOpen: pods llm-b, llm-c, llm-d, llm-e, llm-f and 1 more are open");
        assertThat(events(seven.status(), STEADY))
                .containsExactly("Normal PodGone: pods llm-b, llm-c, llm-d, llm-e, llm-f and 1 more are gone");
    }

    /** The status has room for 50 of them. */
    @Test
    void aPodThatHasNoRowAnyMoreMayStillBeThere() {
        StatusInputs all = new StatusInputs().revision("new", StatusInputs.NOON);
        StatusInputs broken = new StatusInputs().revision("new", StatusInputs.NOON);
        for (int i = 100; i < 160; i++) {
            all.open("llm-" + i, "new", 1);
            if (i < 159) {
                broken.open("llm-" + i, "new", 1);
            }
        }
        broken.broken("llm-159", "new", new Problem("OOMKilled", "no memory"));

        assertThat(events(all.status(), broken.status(), _ -> true))
                .containsExactly("Warning PodProblem: pod llm-159: OOMKilled: no memory");
        assertThat(events(broken.status(), all.status(), pod -> !pod.equals("llm-159")))
                .contains("Normal PodGone: pod llm-159 is gone")
                .noneMatch(it -> it.contains("PodOpen"));
    }

    @Test
    void whateverSomebodyHasWrittenThereEventsAreMadeOfIt() {
        RouterGatewayStatus edited = Serialization.unmarshal("""
                {"conditions": [{}, {"type": "Accepted"}, {"type": "Ready", "status": "True"}],
                 "pods": [{}, {}, {"name": "llm-a"}, {"name": "llm-a"}],
                 "rollout": {}, "restarts": {"recent": [{}, {}]}}""", RouterGatewayStatus.class);

        assertThat(events(edited, STEADY)).isNotEmpty();
        assertThat(events(STEADY, edited)).isNotEmpty();
    }

    @Test
    void aRefusalIsToldOnce() {
        RouterGatewayStatus refused = new StatusInputs()
                .revision("new", StatusInputs.NOON)
                .open("llm-a", "new", 1)
                .refused(new Refusal(Reason.SecretMissing, "create it"))
                .status();

        assertThat(events(STEADY, refused))
                .containsExactly(
                        "Warning SecretMissing: create it (until then the last accepted spec stays in force, revision new)");
        assertThat(events(refused, refused)).isEmpty();
        assertThat(events(refused, STEADY))
                .contains("Normal Accepted: the spec is valid, and what it refers to exists");
    }

    private static List<String> events(@Nullable RouterGatewayStatus before, RouterGatewayStatus after) {
        return events(before, after, _ -> false);
    }

    private static List<String> events(
            @Nullable RouterGatewayStatus before, RouterGatewayStatus after, Predicate<String> isThere) {
        return Transitions.between(before, after, isThere).stream()
                .map(notice -> notice.kind() + " " + notice.reason() + ": " + notice.sentence())
                .toList();
    }
}
