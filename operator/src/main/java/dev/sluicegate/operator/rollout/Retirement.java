package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes seats out of the Service: outdated ones, and those that are too many. Template off, pod off, drain. */
final class Retirement {
    /** Who goes first: what has come least far, then what is broken, then what carries least. A router that does not answer may carry much. */
    private static final Comparator<Seat> FIRST_TO_GO = comparing(Seat::isOpen)
            .thenComparing(Seat::kubelet)
            .thenComparing(it -> it.live().allMatch(pod -> pod.problem() == null))
            .thenComparingInt(it -> it.inFlight().orElse(Integer.MAX_VALUE))
            .thenComparing(Seat::createdAt, reverseOrder())
            .thenComparing(Seat::id);

    /** Clocks of two operators, and of nodes, differ by no more than this. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private Retirement() {}

    static List<Action> retire(Plan plan) {
        Fleet fleet = plan.fleet();
        List<Action> actions = new ArrayList<>();
        for (Seat seat : plan.leaving()) {
            actions.add(new Action.RetireSeat(seat.id(), fleet.now()));
            withdraw(fleet, seat, fleet.now(), actions);
        }
        for (Seat seat : plan.gone()) {
            Instant since = since(fleet, seat);
            if (since == null) {
                actions.add(new Action.RetireSeat(seat.id(), fleet.now()));
            }
            withdraw(fleet, seat, since == null ? fleet.now() : since, actions);
        }
        return actions;
    }

    /** Since when the seat is retired; null if that is not known, or cannot be true. */
    static @Nullable Instant since(Fleet fleet, Seat seat) {
        return seat.traffic() instanceof Traffic.Off(Instant since)
                        && since != null
                        && !since.isAfter(fleet.now().plus(SKEW))
                ? since
                : null;
    }

    private static void withdraw(Fleet fleet, Seat seat, Instant since, List<Action> actions) {
        Instant deadline = fleet.drainDeadline(seat, since).orElse(null);
        seat.live().forEach(pod -> {
            if (pod.isOn()) {
                actions.add(new Action.Withdraw(seat.id(), pod.name(), fleet.now()));
            }
            if (pod.isAlive()
                    && !pod.carriesNothing()
                    // one that refuses goes at the deadline all the same
                    && !Drains.isOver(fleet, seat, pod)
                    && (pod.isOn() || Drains.mustBeTold(pod, deadline))) {
                actions.add(new Action.TellDrain(seat.id(), pod.name(), deadline));
            }
        });
    }

    static List<Seat> choose(Fleet fleet, DisruptionAllowance allowance) {
        if (fleet.outdated().isEmpty() && fleet.kept().size() <= fleet.desired().replicas()) {
            return List.of();
        }
        List<Seat> chosen = new ArrayList<>();
        for (Seat seat : inOrder(fleet.outdated())) {
            if (allowance.replaces(seat)) {
                chosen.add(seat);
            }
        }
        List<Seat> kept = inOrder(fleet.kept()).stream()
                // while paused there may be a canary of before beside the stable pods, or what has failed: that makes
                // way first
                .sorted(comparing(it -> fleet.isUnprovenBeside() && fleet.isHome(it.revision())))
                .toList();
        for (Seat seat :
                kept.subList(0, Math.max(0, kept.size() - fleet.desired().replicas()))) {
            if (allowance.givesUp(seat)) {
                chosen.add(seat);
            }
        }
        return chosen;
    }

    private static List<Seat> inOrder(List<Seat> seats) {
        return seats.stream().sorted(FIRST_TO_GO).toList();
    }
}
