package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decisions that are wrong, each in one way. The promises must find each. */
@SuppressWarnings("ImmutableEnumChecker") // all but one are pure
enum Mutant implements Decision {
    /** Closes a seat as soon as it is retired. */
    SCALES_BEFORE_THE_DRAIN((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream().filter(Seat::isRetired).map(it -> new Action.CloseSeat(it.id())))),

    /** Takes pods out of the Service, but leaves the seat's template as it is. */
    LEAVES_THE_TEMPLATE_ON((desired, observed, now) ->
            without(Rollout.decide(desired, observed, now), Action.RetireSeat.class::isInstance)),

    /** Takes the pod out of the Service first, and then its seat's template. */
    WITHDRAWS_BEFORE_THE_TEMPLATE((desired, observed, now) ->
            sorted(Rollout.decide(desired, observed, now), it -> it instanceof Action.Withdraw ? 0 : 1)),

    /** Brings a pod back to the Service before its router was told. */
    REOPENS_LATE((desired, observed, now) ->
            sorted(Rollout.decide(desired, observed, now), it -> it instanceof Action.TellOpen ? 1 : 0)),

    /** Proves a revision when its first pod is open. */
    PROVES_EARLY((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream()
                    .filter(it -> it.revision().equals(desired.revision()) && it.isOpen())
                    .filter(it -> observed.revision(it.revision())
                            .filter(record -> record.provenAt() == null)
                            .isPresent())
                    .limit(1)
                    .map(it -> new Action.Promote(it.revision(), now)))),

    /** Retires without telling the router. */
    RETIRES_WITHOUT_TELLING((desired, observed, now) ->
            without(Rollout.decide(desired, observed, now), Action.TellDrain.class::isInstance)),

    /** Retires all that is old at once, and does not wait until enough others are open. */
    RETIRES_WITHOUT_WAITING((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream()
                    .filter(it -> it.isOpen() && !it.revision().equals(desired.revision()) && !desired.paused())
                    .map(it -> new Action.RetireSeat(it.id(), now)))),

    /** Takes every retired pod that is no longer ready for drained. */
    IGNORES_IN_FLIGHT((desired, observed, now) -> Rollout.decide(
            desired,
            seats(observed, it -> it.isRetired() ? pods(it, pod -> PodStates.withRouter(pod, drained(pod, now))) : it),
            now)),

    /** Counts a pod as open as soon as it runs. */
    COUNTS_PODS_THAT_ONLY_RUN((desired, observed, now) -> Rollout.decide(
            desired,
            seats(
                    observed,
                    it -> pods(
                            it,
                            pod -> pod.isAlive() && pod.isOn() ? PodStates.withKubelet(pod, Kubelet.READY, now) : pod)),
            now)),

    /** Opens no gate. */
    NEVER_ADMITS((desired, observed, now) ->
            without(Rollout.decide(desired, observed, now), Action.OpenGate.class::isInstance)),

    /** Opens each gate at once. */
    ADMITS_UNASKED((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream()
                    .filter(Seat::isServing)
                    .flatMap(seat -> seat.live()
                            .filter(it -> it.gate() == PodState.Gate.CLOSED && it.isAlive())
                            .map(it -> new Action.OpenGate(seat.id(), it.name()))))),

    /** Brings all wanted pods up at once. */
    IGNORES_SURGE((desired, observed, now) -> {
        Step step = Rollout.decide(desired, observed, now);
        long there = observed.seats().stream()
                .filter(it -> it.revision().equals(desired.revision()) && it.isServing())
                .count();
        int highest = observed.seats().stream()
                .filter(it -> it.revision().equals(desired.revision()))
                .mapToInt(Seat::number)
                .max()
                .orElse(0);
        return observed.revision(desired.revision()).isEmpty() || desired.paused() || desired.deleting()
                ? step
                : with(
                        without(step, Action.CreateSeat.class::isInstance),
                        Stream.iterate(highest + 1, it -> it + 1)
                                .limit(Math.max(0, desired.replicas() - there))
                                .map(it -> new Action.CreateSeat(
                                        Seat.idOf(desired.revision(), it), desired.revision(), it, true)));
    }),

    /** Leaves the gate in the templates of a proven revision. */
    NEVER_UNGATES((desired, observed, now) ->
            without(Rollout.decide(desired, observed, now), Action.Ungate.class::isInstance)),

    /** Forgets a revision that still has seats. */
    FORGETS_EARLY((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.revisions().stream()
                    .filter(it -> !it.revision().equals(desired.revision()) && it.provenAt() == null)
                    .map(it -> new Action.DeleteRecord(it.revision())))),

    /** Does not see that a node is being left. */
    IGNORES_LEAVING_NODES((desired, observed, now) ->
            Rollout.decide(desired, seats(observed, it -> pods(it, pod -> PodStates.onLeavingNode(pod, false))), now)),

    /** Retires what is on a leaving node before another pod is open. */
    LEAVES_NODES_WITHOUT_WAITING((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream()
                    .filter(it -> it.isServing() && it.live().anyMatch(PodState::onLeavingNode))
                    .flatMap(seat -> Stream.concat(
                            Stream.of(new Action.RetireSeat(seat.id(), now)),
                            seat.live().map(it -> new Action.Withdraw(seat.id(), it.name(), now)))))),

    /** Gives a candidate up though nothing was ever proven that could stand in for it. */
    GIVES_UP_WITHOUT_A_PROVEN_ONE((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.revision(desired.revision()).stream()
                    .filter(it -> it.failure() == null && desired.rollsBack())
                    .filter(it -> broken(observed, it.revision()).findAny().isPresent())
                    .map(it -> failed(desired, "Broken")))),

    /** Gives a candidate up for the first thing that is wrong with it, which may pass. */
    GIVES_UP_AT_ONCE((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.stable().stream()
                    .filter(it -> !it.revision().equals(desired.revision()) && desired.rollsBack())
                    .filter(_ -> observed.revision(desired.revision())
                            .filter(it -> it.failure() == null)
                            .isPresent())
                    .flatMap(_ -> broken(observed, desired.revision()))
                    .limit(1)
                    .map(it ->
                            failed(desired, Objects.requireNonNull(it.problem()).reason())))),

    /** Counts the time in which no operator was there against a candidate. */
    COUNTS_ITS_ABSENCE((desired, observed, now) -> Rollout.decide(watched(desired, Instant.EPOCH), observed, now)),

    /** Forgets that a revision has failed as soon as nothing of it is left. */
    TRIES_AGAIN_WHAT_FAILED((desired, observed, now) -> Rollout.decide(
            desired,
            observed.seats().stream().anyMatch(it -> it.revision().equals(desired.revision()))
                    ? observed
                    : new Observed(
                            observed.revisions().stream()
                                    .map(it -> it.with((RevisionState.Failure) null))
                                    .toList(),
                            observed.seats()),
            now)),

    /** Takes a failed candidate out of the Service before the stable pods are open again. */
    LEAVES_WHAT_FAILED_WITHOUT_WAITING((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream()
                    .filter(it -> it.isServing() && it.revision().equals(desired.revision()))
                    .filter(it -> observed.revision(it.revision())
                            .filter(record -> record.failure() != null && record.provenAt() == null)
                            .isPresent())
                    .flatMap(seat -> Stream.concat(
                            Stream.of(new Action.RetireSeat(seat.id(), now)),
                            seat.live().map(it -> new Action.Withdraw(seat.id(), it.name(), now)))))),

    /** Never says that a candidate has failed. */
    NEVER_GIVES_UP((desired, observed, now) ->
            without(Rollout.decide(desired, observed, now), Action.MarkFailed.class::isInstance)),

    /** Counts what is kept warm as draining, so that nothing more is retired. */
    COUNTS_WARM_AS_DRAINING((desired, observed, now) -> {
        Step step = Rollout.decide(desired, observed, now);
        return step.warm().size() < Math.max(1, desired.maxDraining())
                ? step
                : without(
                        step,
                        it -> it instanceof Action.RetireSeat
                                || it instanceof Action.Withdraw
                                || it instanceof Action.TellDrain);
    }),

    /** Keeps nothing warm. */
    REMOVES_WHAT_IS_WARM((desired, observed, now) -> Rollout.decide(warm(desired, 0), observed, now)),

    /** Keeps more pods warm than it was told to. */
    KEEPS_TOO_MANY_WARM((desired, observed, now) -> Rollout.decide(warm(desired, Integer.MAX_VALUE), observed, now)),

    /** Keeps the old pods though the new revision is proven. */
    KEEPS_WHAT_IS_WARM_AFTER_THE_PROOF((desired, observed, now) -> without(
            Rollout.decide(desired, observed, now),
            it -> isRemovalOf(
                    it,
                    observed,
                    seat -> !KeptWarm.awaitsProof(desired, observed)
                            && !seat.revision().equals(desired.revision())
                            && observed.revision(seat.revision())
                                    .filter(record -> record.provenAt() != null)
                                    .isPresent()))),

    /** Keeps pods warm though another pod finds no room for them. */
    KEEPS_WARM_WITHOUT_ROOM((desired, observed, now) -> {
        long warm = observed.seats().stream()
                .filter(it -> KeptWarm.isWarm(desired, observed, it))
                .count();
        return without(
                Rollout.decide(desired, observed, now),
                it -> isRemovalOf(
                        it,
                        observed,
                        seat -> KeptWarm.isWarm(desired, observed, seat)
                                && warm <= KeptWarm.most(desired, observed, List.of())));
    }),

    /** Keeps drained pods of revisions that nobody would go back to. */
    KEEPS_OTHERS_WARM((desired, observed, now) -> without(
            Rollout.decide(desired, observed, now),
            it -> isRemovalOf(
                    it,
                    observed,
                    seat -> KeptWarm.awaitsProof(desired, observed)
                            && observed.revision(seat.revision())
                                    .filter(record -> record.provenAt() == null)
                                    .isPresent()))),

    /** Brings back pods that have cut what they carried. */
    REOPENS_WHAT_HAS_CUT((desired, observed, now) -> Rollout.decide(
            desired,
            seats(observed, it -> pods(it, pod -> PodStates.withRouter(pod, PodStates.innocent(pod.router())))),
            now)),

    /** Starts new pods though warm ones could come back. */
    STARTS_BESIDE_WHAT_IS_WARM((desired, observed, now) -> {
        Step step = Rollout.decide(
                desired,
                new Observed(
                        observed.revisions(),
                        observed.seats().stream()
                                .filter(it -> it.isServing()
                                        || it.live().noneMatch(KeptWarm::isDrained)
                                        || KeptWarm.awaitsProof(desired, observed))
                                .toList()),
                now);
        return step;
    }),

    /** Opens more pods of a candidate than its canary has, before that has passed. */
    OPENS_MORE_THAN_THE_CANARY((desired, observed, now) -> {
        Step step = Rollout.decide(desired, observed, now);
        long there = observed.seats().stream()
                .filter(it -> it.revision().equals(desired.revision()) && it.isOpen())
                .count();
        int number = 1
                + observed.seats().stream()
                        .filter(it -> it.revision().equals(desired.revision()))
                        .mapToInt(Seat::number)
                        .max()
                        .orElse(0);
        return !Target.of(desired, observed).isBaking() || there == 0 || there >= desired.replicas()
                ? step
                : with(
                        step,
                        Stream.of(new Action.CreateSeat(
                                Seat.idOf(desired.revision(), number), desired.revision(), number, true)));
    }),

    /** Lets stable pods go for a canary that has not passed. */
    MAKES_WAY_FOR_A_CANARY((desired, observed, now) -> {
        Target target = Target.of(desired, observed);
        Step step = Rollout.decide(desired, observed, now);
        return target.isBaking() && !desired.paused()
                ? with(
                        step,
                        observed.seats().stream()
                                .filter(it -> it.isOpen()
                                        && it.revision().equals(target.desired().revision()))
                                .filter(_ -> observed.seats().stream()
                                        .anyMatch(it ->
                                                it.isOpen() && it.revision().equals(desired.revision())))
                                .limit(1)
                                .flatMap(seat -> Stream.concat(
                                        Stream.of(new Action.RetireSeat(seat.id(), now)),
                                        seat.live().map(it -> new Action.Withdraw(seat.id(), it.name(), now)))))
                : step;
    }),

    /** Ends the bake of a canary when it begins. */
    ENDS_THE_BAKE_EARLY((desired, observed, now) -> mapped(
            Rollout.decide(desired, observed, now),
            it -> it instanceof Action.SetBake(var revision, var bake)
                    ? new Action.SetBake(revision, bake.pass())
                    : it)),

    /** Proves a candidate without a canary. */
    PROVES_WITHOUT_A_CANARY((desired, observed, now) -> Rollout.decide(canary(desired, null), observed, now)),

    /** Judges a canary by all that its routers have counted since they started. */
    COUNTS_WHAT_WAS_BEFORE_THE_BAKE((desired, observed, now) -> Rollout.decide(
            desired,
            bakes(
                    observed,
                    it -> new Bake(
                            it.attempt(),
                            it.since(),
                            it.passed(),
                            it.baselines().entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey,
                                            each -> new Bake.Baseline(
                                                    each.getValue().startedAt(),
                                                    RequestTotals.NONE,
                                                    each.getValue().crashes()))))),
            now)),

    /** Takes the counts of a process that was started again for those of the one before. */
    COUNTS_WITHOUT_WHAT_WAS_LOST((desired, observed, now) -> Rollout.decide(
            desired,
            observed.revision(desired.revision())
                    .flatMap(it -> Optional.ofNullable(it.bake()))
                    .map(bake -> seats(observed, seat -> pods(seat, pod -> asBefore(bake, pod))))
                    .orElse(observed),
            now)),

    /** Does not see that the routers of a canary crash: each bake that begins anew may pass by its time. */
    FORGIVES_CRASHES((desired, observed, now) ->
            Rollout.decide(desired, bakes(observed, it -> crashing(it, _ -> null)), now)),

    /** Sees crashes in one bake only, and each ends that. */
    FORGETS_CRASHES_WITH_THE_BAKE((desired, observed, now) -> mapped(
            Rollout.decide(desired, observed, now),
            it -> it instanceof Action.SetBake(var revision, var bake)
                    ? new Action.SetBake(revision, crashing(bake, name -> crashes(observed, name)))
                    : it)),

    /** Fails a canary for its first crash, which a node may have caused. */
    FORGIVES_NO_CRASH((desired, observed, now) ->
            Rollout.decide(desired, bakes(observed, it -> crashing(it, name -> -1)), now)),

    /** Does not ask how the stable pods do. */
    FAILS_A_CANARY_FOR_A_COMMON_CAUSE((desired, observed, now) -> Rollout.decide(
            desired,
            seats(
                    observed,
                    it -> it.revision().equals(desired.revision())
                            ? it
                            : pods(
                                    it,
                                    pod -> PodStates.withRouter(
                                            pod, PodStates.counting(pod.router(), RequestTotals.NONE)))),
            now)),

    /** Never looks at a canary's requests. */
    IGNORES_WHAT_A_CANARY_FAILS((desired, observed, now) -> Rollout.decide(
            desired,
            seats(
                    observed,
                    it -> pods(
                            it,
                            pod -> PodStates.withRouter(pod, PodStates.counting(pod.router(), RequestTotals.NONE)))),
            now)),

    /** Keeps in mind only when a bake began, so that it begins anew at each look. */
    FORGETS_THE_BAKE((desired, observed, now) ->
            Rollout.decide(desired, bakes(observed, it -> it.passed() ? it : null), now)),

    /** Forgets that a canary has passed. */
    FORGETS_THAT_A_CANARY_PASSED((desired, observed, now) ->
            Rollout.decide(desired, bakes(observed, it -> it.passed() ? null : it), now)),

    /** Takes a canary that passed when the same revision was wanted before for one that has passed now. */
    TAKES_AN_OLD_BAKE_FOR_A_NEW_ONE((desired, observed, now) -> Rollout.decide(
            desired, bakes(observed, it -> new Bake(desired.since(), it.since(), it.passed(), it.baselines())), now)),

    /** Drains what a restart replaces as ever, also what it shall cut. */
    DRAINS_WHAT_IS_FORCED(
            (desired, observed, now) -> Rollout.decide(restarts(desired, RestartLimits.NONE), observed, now)),

    /** Lets the limit of a restart hold for all that leaves. */
    LIMITS_WHAT_NO_RESTART_REPLACES((desired, observed, now) -> Rollout.decide(
            desired,
            new Observed(
                    observed.revisions().stream()
                            .map(it -> new RevisionState(
                                    it.revision(),
                                    it.configHash(),
                                    it.generation(),
                                    it.provenAt(),
                                    it.failure(),
                                    it.bake(),
                                    RestartTokens.of("another", null),
                                    it.replaced(),
                                    it.createdAt()))
                            .toList(),
                    observed.seats()),
            now)),

    /** Finishes the restart before, when another is asked for in its middle. */
    RESTARTS_TWICE((desired, observed, now) -> {
        Optional<String> before = observed.revisions().stream()
                .filter(it -> it.provenAt() == null && it.failure() == null)
                .map(RevisionState::revision)
                .filter(it -> !it.equals(desired.revision()) && !it.startsWith("bad"))
                .filter(it -> observed.seats().stream()
                        .anyMatch(seat -> seat.revision().equals(it)))
                .findFirst();
        return Rollout.decide(before.map(desired::withRevision).orElse(desired), observed, now);
    }),

    /** Closes a seat at once that somebody else has retired, and the operator has not. */
    CLOSES_WHAT_OTHERS_RETIRED((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream()
                    .filter(it -> it.isRetired() && it.traffic().equals(new Traffic.Off(null)))
                    .map(it -> new Action.CloseSeat(it.id())))),

    /** Closes a seat at once that somebody else has asked for more pods of. */
    CLOSES_WHAT_OTHERS_ENLARGED((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            observed.seats().stream().filter(it -> it.size() > 1).map(it -> new Action.CloseSeat(it.id())))),

    /** Lets pods be evicted that have settled and carry streams: they are not ready. */
    EVICTS_WHAT_DRAINS(Rollout::decide, draining -> draining.setUnhealthyPodEvictionPolicy("AlwaysAllow")),

    /** Lets an open pod be evicted. */
    EVICTS_WHAT_IS_OPEN(Rollout::decide, budget -> budget.setMaxUnavailable(new IntOrString(1))),

    /** Lets the eviction of what drains hang on what its budget has seen last. */
    TRUSTS_A_LATE_BUDGET(Rollout::decide, Mutant::noneUnavailable),

    /** Decides on what it saw the time before. */
    ACTS_ON_A_STALE_VIEW((desired, observed, now) -> Rollout.decide(desired, Before.of(observed), now)),

    /** Gives a config to all before a router has checked it. */
    RELOADS_UNCHECKED((desired, observed, now) -> mapped(
            Rollout.decide(desired, observed, now),
            it -> it instanceof Action.ChangeConfig(var revision, var generation, var _, var files, var attempt)
                    ? new Action.ChangeConfig(revision, generation, "", files, attempt)
                    : it)),

    /** Takes it that a pod has the new config as soon as its record has it. */
    COUNTS_THE_OLD_CONFIG((desired, observed, now) -> Rollout.decide(
            desired,
            seats(
                    observed,
                    it -> pods(
                            it,
                            pod -> PodStates.withRouter(
                                    pod,
                                    PodStates.running(
                                            pod.router(),
                                            pod.revision(),
                                            observed.revision(pod.revision())
                                                    .map(RevisionState::generation)
                                                    .orElse(0),
                                            null)))),
            now)),

    /** Takes it that a pod has read what its Secret holds. */
    COUNTS_THE_OLD_FILES((desired, observed, now) -> Rollout.decide(
            desired,
            seats(
                    observed,
                    it -> pods(
                            it,
                            pod -> PodStates.withRouter(
                                    pod, PodStates.reading(pod.router(), desired.files(), Map.of(), null)))),
            now)),

    /** Asks kubelet to look at the files of pods that have read them. */
    REQUESTS_SYNC_FOR_EVER((desired, observed, now) -> with(
            Rollout.decide(desired, observed, now),
            desired.files().isEmpty()
                    ? Stream.of()
                    : observed.seats().stream()
                            .flatMap(seat ->
                                    seat.live().map(it -> new Action.RequestFileSync(seat.id(), it.name(), now))))),

    /** Tries a config again that was refused. */
    FORGETS_A_REFUSAL((desired, observed, now) -> Rollout.decide(
            desired,
            new Observed(
                    observed.revisions().stream()
                            .map(it ->
                                    it.generation() < desired.generation() ? it.with((RevisionState.Failure) null) : it)
                            .toList(),
                    observed.seats()),
            now)),

    /** Does not try a config again that was refused, though the file has changed that was to blame. */
    REMEMBERS_A_REFUSAL((desired, observed, now) -> Rollout.decide(
            desired,
            new Observed(
                    observed.revisions().stream()
                            .map(it -> it.with(asOfNow(it.failure(), observed, desired.revision())))
                            .toList(),
                    observed.seats()),
            now)),

    /** Decides well, but routers take whatever their files have. */
    TAKES_AN_OLDER_FILE(Rollout::decide) {
        @Override
        public boolean routersKnowGenerations() {
            return false;
        }
    },

    /** Decides well, but finishes a step after another operator has got its lease. */
    ACTS_AFTER_ITS_LEASE(Rollout::decide) {
        @Override
        public boolean isFenced() {
            return false;
        }
    },

    /** Decides well, but closes a seat whose controller has just made a pod that no view shows yet. */
    CLOSES_ON_WHAT_IT_HAS_SEEN(Rollout::decide) {
        @Override
        public boolean readsPodsBeforeItCloses() {
            return false;
        }
    };

    /** What was seen the time before, in the same history. */
    private static final class Before {
        private static final ThreadLocal<Optional<Observed>> LAST = ThreadLocal.withInitial(Optional::empty);

        private Before() {}

        static Observed of(Observed observed) {
            Observed before = LAST.get().orElse(observed);
            LAST.set(Optional.of(observed));
            return observed.seats().isEmpty() ? observed : before;
        }
    }

    private final Decision decision;
    private final Consumer<PodDisruptionBudgetSpec> budgets;

    Mutant(Decision decision) {
        this(decision, _ -> {});
    }

    Mutant(Decision decision, Consumer<PodDisruptionBudgetSpec> budgets) {
        this.decision = decision;
        this.budgets = budgets;
    }

    @Override
    public List<PodDisruptionBudget> budgets() {
        List<PodDisruptionBudget> changed = Decision.super.budgets();
        changed.forEach(it -> budgets.accept(it.getSpec()));
        return changed;
    }

    @Override
    public Step decide(Desired desired, Observed observed, Instant now) {
        return decision.decide(desired, observed, now);
    }

    private static void noneUnavailable(PodDisruptionBudgetSpec spec) {
        if ("IfHealthyBudget".equals(spec.getUnhealthyPodEvictionPolicy())) {
            spec.setMinAvailable(null);
            spec.setMaxUnavailable(new IntOrString(0));
        }
    }

    private static boolean isRemovalOf(Action action, Observed observed, Predicate<Seat> which) {
        return action instanceof Action.CloseSeat(var id)
                && observed.seats().stream()
                        .anyMatch(
                                it -> it.id().equals(id) && it.live().anyMatch(KeptWarm::isDrained) && which.test(it));
    }

    private static Desired warm(Desired it, int most) {
        return changed(it, it.watchedSince(), most, it.canary(), it.watchdog(), it.restarts());
    }

    private static Desired canary(Desired it, @Nullable CanaryRules rules) {
        return changed(it, it.watchedSince(), it.maxWarm(), rules, it.watchdog(), it.restarts());
    }

    private static Desired watched(Desired it, Instant since) {
        return changed(it, since, it.maxWarm(), it.canary(), it.watchdog(), it.restarts());
    }

    private static Desired restarts(Desired it, RestartLimits other) {
        return changed(it, it.watchedSince(), it.maxWarm(), it.canary(), it.watchdog(), other);
    }

    /** The same with other values of these. */
    static Desired changed(
            Desired it,
            Instant watchedSince,
            int maxWarm,
            @Nullable CanaryRules canary,
            @Nullable WatchdogRules watchdog,
            RestartLimits restarts) {
        return new Desired(
                it.revision(),
                it.generation(),
                it.files(),
                it.sources(),
                it.since(),
                watchedSince,
                it.replicas(),
                it.maxSurge(),
                it.maxDraining(),
                maxWarm,
                it.progressDeadline(),
                it.paused(),
                it.rollsBack(),
                canary,
                watchdog,
                it.deletingSince(),
                it.drainTimeout(),
                restarts,
                it.terminationBudget(),
                it.historyLimit());
    }

    private static Observed bakes(Observed observed, Function<Bake, @Nullable Bake> change) {
        return new Observed(
                observed.revisions().stream()
                        .map(it -> {
                            Bake bake = it.bake();
                            return bake == null ? it : it.with(change.apply(bake));
                        })
                        .toList(),
                observed.seats());
    }

    /** The same bake, begun after so many crashes of each pod. */
    private static Bake crashing(Bake bake, Function<String, @Nullable Integer> before) {
        Map<String, Bake.Baseline> baselines = new HashMap<>();
        bake.baselines()
                .forEach((name, it) ->
                        baselines.put(name, new Bake.Baseline(it.startedAt(), it.totals(), before.apply(name))));
        return new Bake(bake.attempt(), bake.since(), bake.passed(), baselines);
    }

    private static int crashes(Observed observed, String pod) {
        return observed.pods()
                .filter(it -> it.name().equals(pod))
                .mapToInt(it -> it.crashes().count())
                .sum();
    }

    private static PodState asBefore(Bake bake, PodState pod) {
        Bake.Baseline baseline = bake.baselines().get(pod.name());
        return baseline == null
                ? pod
                : PodStates.withRouter(pod, PodStates.startedAt(pod.router(), baseline.startedAt()));
    }

    private static Step mapped(Step step, UnaryOperator<Action> change) {
        return acting(step, step.actions().stream().map(change).toList());
    }

    private static RevisionState.@Nullable Failure asOfNow(
            RevisionState.@Nullable Failure failure, Observed observed, String revision) {
        return failure == null
                ? null
                : new RevisionState.Failure(
                        failure.attempt(),
                        failure.reason(),
                        failure.cause(),
                        observed.pods()
                                .filter(it -> it.revision().equals(revision) && it.isOpen())
                                .min(Comparator.comparing(PodState::name))
                                .map(FileReading::known)
                                .orElse(""));
    }

    private static Action failed(Desired desired, String reason) {
        return new Action.MarkFailed(desired.revision(), new RevisionState.Failure(desired.since(), reason, ""));
    }

    private static Stream<PodState> broken(Observed observed, String revision) {
        return observed.pods().filter(it -> it.revision().equals(revision) && it.isLive() && it.problem() != null);
    }

    private static Step with(Step step, Stream<? extends Action> more) {
        List<Action> actions = new ArrayList<>(step.actions());
        more.filter(it -> !actions.contains(it)).forEach(actions::add);
        return acting(step, actions);
    }

    private static Step acting(Step step, List<Action> actions) {
        return new Step(actions, step.verdict(), step.sentence(), step.warm(), step.watchdog(), step.requeueAfter());
    }

    private static Step without(Step step, Predicate<Action> which) {
        return acting(step, step.actions().stream().filter(which.negate()).toList());
    }

    private static Step sorted(Step step, Function<Action, Integer> rank) {
        return acting(
                step, step.actions().stream().sorted(Comparator.comparing(rank)).toList());
    }

    static Observed seats(Observed observed, UnaryOperator<Seat> change) {
        return new Observed(
                observed.revisions(), observed.seats().stream().map(change).toList());
    }

    static Seat pods(Seat it, UnaryOperator<PodState> change) {
        return Seats.withPods(it, it.pods().stream().map(change).toList());
    }

    private static RouterReport drained(PodState pod, Instant now) {
        return new RouterReport.Answered(new RouterStatus(
                "test", pod.revision(), "", Phase.DRAINED, now, new InFlight(0, 0, 0), null, Map.of(), null, null));
    }
}
