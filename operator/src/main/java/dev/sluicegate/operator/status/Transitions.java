package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.reason.EventReason;
import dev.sluicegate.operator.reason.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has happened between two statuses. */
public final class Transitions {
    private final @Nullable RouterGatewayStatus before;
    private final RouterGatewayStatus after;
    private final List<Notice> notices = new ArrayList<>();

    private Transitions(@Nullable RouterGatewayStatus before, RouterGatewayStatus after) {
        this.before = before;
        this.after = after;
    }

    public static List<Notice> between(@Nullable RouterGatewayStatus before, RouterGatewayStatus after) {
        Transitions transitions = new Transitions(before, after);
        transitions.acceptance();
        transitions.rollout();
        transitions.stalling();
        transitions.pods();
        return List.copyOf(transitions.notices);
    }

    private void acceptance() {
        Condition was = Conditions.find(before, Conditions.ACCEPTED).orElse(null);
        Condition is = Conditions.find(after, Conditions.ACCEPTED).orElse(null);
        if (is == null
                || (was != null
                        && was.getReason().equals(is.getReason())
                        && was.getMessage().equals(is.getMessage()))) {
            return;
        }
        if (is.getStatus().equals("False") || is.getReason().equals(Reason.Suspicious.name())) {
            notices.add(Notice.warning(is));
        } else if (was != null && was.getStatus().equals("False")) {
            notices.add(Notice.normal(EventReason.Accepted, is.getMessage()));
        }
    }

    private void rollout() {
        String candidate = after.candidateRevision();
        if (candidate != null && !candidate.equals(before == null ? null : before.candidateRevision())) {
            notices.add(Notice.normal(
                    EventReason.RolloutStarted,
                    after.stableRevision() == null
                            ? "bringing up revision " + candidate
                            : "rolling from revision " + after.stableRevision() + " to " + candidate));
        }
        String stable = after.stableRevision();
        if (stable != null && !stable.equals(before == null ? null : before.stableRevision())) {
            notices.add(Notice.normal(
                    EventReason.RevisionProven, "revision " + stable + " is proven: all wanted pods run it"));
        }
        if (isTrue(after, Conditions.READY) && !isTrue(before, Conditions.READY)) {
            notices.add(Notice.normal(
                    EventReason.Ready,
                    "everything asked for is in place"
                            + (after.rollout() == null
                                    ? ""
                                    : "; requests and streams cut: "
                                            + after.rollout().cutStreams())));
        }
    }

    private void stalling() {
        if (isTrue(after, Conditions.STALLED)
                && !isFalse(after, Conditions.ACCEPTED)
                && !isTrue(before, Conditions.STALLED)) {
            Conditions.find(after, Conditions.STALLED).map(Notice::warning).ifPresent(notices::add);
        } else if (isTrue(before, Conditions.STALLED) && !isTrue(after, Conditions.STALLED)) {
            notices.add(Notice.normal(EventReason.Recovered, "the rollout goes on"));
        }
    }

    private void pods() {
        Map<String, PodRow> rows = PodRows.rowsOf(before).stream()
                .collect(Collectors.toMap(row -> String.valueOf(row.name()), Function.identity()));
        for (PodRow row : PodRows.rowsOf(after)) {
            PodRow was = rows.remove(String.valueOf(row.name()));
            if (PodRows.DRAINING.equals(row.phase()) && (was == null || !PodRows.DRAINING.equals(was.phase()))) {
                notices.add(
                        Notice.normal(EventReason.PodRetired, "pod " + row.name() + " takes no new work and drains"));
            }
            if (PodRows.OPEN.equals(row.phase()) && (was == null || !PodRows.OPEN.equals(was.phase()))) {
                notices.add(Notice.normal(EventReason.PodOpen, "pod " + row.name() + " is open"));
            }
            if (row.problem() != null && (was == null || was.problem() == null)) {
                notices.add(Notice.warning(EventReason.PodProblem, "pod " + row.name() + ": " + row.problem()));
            }
            long cut = cut(row) - Optional.ofNullable(was).map(Transitions::cut).orElse(0L);
            if (cut > 0) {
                notices.add(
                        Notice.warning(EventReason.Cut, "pod " + row.name() + " cut " + cut + " requests or streams"));
            }
        }
        rows.values()
                .forEach(gone -> notices.add(Notice.normal(EventReason.PodGone, "pod " + gone.name() + " is gone")));
    }

    private static long cut(PodRow row) {
        return Objects.requireNonNullElse(row.cut(), 0L);
    }

    private static boolean isTrue(@Nullable RouterGatewayStatus status, String type) {
        return is("True", status, type);
    }

    private static boolean isFalse(@Nullable RouterGatewayStatus status, String type) {
        return is("False", status, type);
    }

    private static boolean is(String value, @Nullable RouterGatewayStatus status, String type) {
        return Conditions.find(status, type)
                .filter(condition -> value.equals(condition.getStatus()))
                .isPresent();
    }
}
