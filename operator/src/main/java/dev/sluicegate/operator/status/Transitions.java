package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import dev.sluicegate.operator.reason.EventReason;
import dev.sluicegate.operator.reason.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events between two statuses, for people. */
public final class Transitions {
    private static final int NAMED = 5;

    private final @Nullable RouterGatewayStatus before;
    private final RouterGatewayStatus after;
    private final Predicate<String> isThere;
    private final List<Notice> notices = new ArrayList<>();

    private Transitions(@Nullable RouterGatewayStatus before, RouterGatewayStatus after, Predicate<String> isThere) {
        this.before = before;
        this.after = after;
        this.isThere = isThere;
    }

    /**
     * What has happened from one to the other.
     *
     * @param isThere whether there is a pod of this name, which may have no row in the later status
     */
    public static List<Notice> between(
            @Nullable RouterGatewayStatus before, RouterGatewayStatus after, Predicate<String> isThere) {
        Transitions transitions = new Transitions(before, after, isThere);
        if (!isBeingDeleted(after)) {
            transitions.acceptance();
            transitions.rollout();
            transitions.stalling();
        }
        transitions.restarts();
        transitions.drained();
        transitions.pods();
        return List.copyOf(transitions.notices);
    }

    /** Nothing is rolled out any more, nor does anybody need to help with that. */
    private static boolean isBeingDeleted(RouterGatewayStatus status) {
        return Conditions.find(status, Conditions.READY)
                .filter(it -> Reason.Deleting.name().equals(it.getReason()))
                .isPresent();
    }

    private void acceptance() {
        Condition was = Conditions.find(before, Conditions.ACCEPTED).orElse(null);
        Condition is = Conditions.find(after, Conditions.ACCEPTED).orElse(null);
        if (is == null
                || (was != null
                        && Objects.equals(was.getReason(), is.getReason())
                        && Objects.equals(was.getMessage(), is.getMessage()))) {
            return;
        }
        if (isFalse(after, Conditions.ACCEPTED) || Reason.Suspicious.name().equals(is.getReason())) {
            notices.add(Notice.warning(is));
        } else if (isFalse(before, Conditions.ACCEPTED)) {
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
        if (isTrue(after, Conditions.READY) && isReloading(before)) {
            notices.add(Notice.normal(EventReason.Reloaded, EventReason.Reloaded.meaning()));
        }
        if (isTrue(after, Conditions.READY) && !isTrue(before, Conditions.READY)) {
            notices.add(Notice.normal(EventReason.Ready, Reason.Ready.meaning()));
        }
    }

    private static boolean isReloading(@Nullable RouterGatewayStatus status) {
        return Conditions.find(status, Conditions.READY)
                .filter(it -> Reason.Reloading.name().equals(it.getReason()))
                .isPresent();
    }

    /** Pods that the watchdog replaces, and the first time that it does not. */
    private void restarts() {
        Restarts.since(before, after)
                .forEach(it -> notices.add(Notice.warning(EventReason.PodReplaced, "pod " + Restarts.reason(it))));
        String heldBack = heldBack(after);
        if (heldBack != null && heldBack(before) == null) {
            notices.add(Notice.warning(EventReason.PodNotReplaced, heldBack));
        }
    }

    private static @Nullable String heldBack(@Nullable RouterGatewayStatus status) {
        return status == null || status.restarts() == null
                ? null
                : status.restarts().heldBack();
    }

    private void drained() {
        if (isTrue(before, Conditions.DRAINING) && !isTrue(after, Conditions.DRAINING)) {
            RolloutStatus rollout = after.rollout();
            boolean someAreWarm = rollout != null && !Objects.equals(rollout.warm(), 0);
            String kept = someAreWarm ? " or kept warm" : "";
            notices.add(
                    Notice.normal(EventReason.Drained, "every pod that was no longer wanted is gone" + kept + cuts()));
        }
    }

    private String cuts() {
        RolloutStatus rollout = after.rollout();
        if (rollout == null) {
            return "";
        }
        long unaccounted = Objects.requireNonNullElse(rollout.unaccountedPods(), 0);
        return "; requests and streams cut: " + rollout.cutStreams()
                + (unaccounted == 0 ? "" : ", and " + unaccounted + " routers ended without saying");
    }

    private void stalling() {
        if (isTrue(after, Conditions.STALLED)
                && !isFalse(after, Conditions.ACCEPTED)
                && (!isTrue(before, Conditions.STALLED) || (isRolledBack(after) && !isRolledBack(before)))) {
            Conditions.find(after, Conditions.STALLED).map(Notice::warning).ifPresent(notices::add);
        } else if (isTrue(before, Conditions.STALLED) && !isTrue(after, Conditions.STALLED)) {
            notices.add(Notice.normal(EventReason.Recovered, "the rollout goes on"));
        }
    }

    private static boolean isRolledBack(@Nullable RouterGatewayStatus status) {
        return status != null && status.failedRevision() != null;
    }

    private void pods() {
        Map<String, PodRow> gone = PodRows.rowsOf(before).stream()
                .collect(Collectors.toMap(row -> String.valueOf(row.name()), Function.identity(), (one, _) -> one));
        boolean allHadRows = gone.size() < PodRows.LONGEST;
        List<String> retired = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (PodRow row : PodRows.rowsOf(after)) {
            String name = String.valueOf(row.name());
            Optional<PodRow> was = Optional.ofNullable(gone.remove(name));
            boolean isKnown = allHadRows || was.isPresent();
            if (isKnown && hasBecome(PodPhase.DRAINING, row, was)) {
                retired.add(name);
            }
            if (isKnown && hasBecome(PodPhase.OPEN, row, was)) {
                open.add(name);
            }
            if (row.problem() != null && was.map(PodRow::problem).isEmpty()) {
                notices.add(Notice.warning(EventReason.PodProblem, "pod " + name + ": " + row.problem()));
            }
            long cut = cut(row) - was.map(Transitions::cut).orElse(0L);
            if (cut > 0) {
                notices.add(Notice.warning(EventReason.Cut, "pod " + name + " cut " + cut + " requests or streams"));
            }
        }
        tell(EventReason.PodRetired, retired, "takes no new work and drains", "take no new work and drain");
        tell(EventReason.PodOpen, open, "is open", "are open");
        gone.keySet().removeIf(isThere);
        tell(EventReason.PodGone, gone.keySet(), "is gone", "are gone");
    }

    private static boolean hasBecome(PodPhase phase, PodRow row, Optional<PodRow> was) {
        return phase.is(row) && was.filter(phase::is).isEmpty();
    }

    /** Many pods at once are one Event. */
    private void tell(EventReason reason, Collection<String> pods, String one, String many) {
        List<String> names = pods.stream().sorted().toList();
        if (names.size() == 1) {
            notices.add(Notice.normal(reason, "pod " + names.getFirst() + " " + one));
        } else if (!names.isEmpty()) {
            String listed = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
            String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
            notices.add(Notice.normal(reason, "pods " + listed + more + " " + many));
        }
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

    /**
     * A transition that a person would want to know; becomes an Event.
     *
     * @param reason CamelCase
     * @param sentence for {@code kubectl describe}
     */
    public record Notice(Kind kind, String reason, String sentence) {
        /** The type of an Event, called as Kubernetes calls it. */
        public enum Kind {
            Normal,
            Warning
        }

        /** Something that went as it should. */
        public static Notice normal(EventReason reason, String sentence) {
            return new Notice(Kind.Normal, reason.name(), sentence);
        }

        /** Something that a person may have to look at. */
        public static Notice warning(EventReason reason, String sentence) {
            return new Notice(Kind.Warning, reason.name(), sentence);
        }

        /** A condition that a person may have to look at. */
        static Notice warning(Condition condition) {
            return new Notice(Kind.Warning, condition.getReason(), condition.getMessage());
        }
    }
}
