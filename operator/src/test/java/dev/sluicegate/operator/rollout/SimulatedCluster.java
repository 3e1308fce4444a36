package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.api.RestartTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The cluster without its operator: the API server's objects, nodes and what they run. A second at a time. */
final class SimulatedCluster {
    /** Two operators, and the controller-manager: each looks at its own cache. */
    static final int OBSERVERS = 3;

    static final int CONTROLLER = 2;
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final int NODES = 2;

    final List<SimulatedSeat> seats = new ArrayList<>();
    final List<SimulatedPod> pods = new ArrayList<>();
    final List<Versioned<RevisionState>> records = new ArrayList<>();
    final SimulatedSecret secret = new SimulatedSecret();
    final Journal journal;
    final RandomGenerator random;
    final Invariants invariants;
    private final SimulatedController controller;
    private final Set<Integer> leavingNodes = new HashSet<>();
    private final boolean[] news = new boolean[OBSERVERS];
    int now;
    int quotaUntil = -1;
    /** Until when the provider fails. */
    private int outageUntil = -1;
    /** The provider has failed, and so have pods or the Service lacked some: then counts of the same time need not be alike. */
    private boolean outageHasBeen;

    private boolean isUneven;

    /** Routers take whatever their files have, as no router should. */
    boolean filesAreFollowed;

    /** Configs that no router accepts, as REVISION/GENERATION. */
    final Set<String> wrongConfigs = new HashSet<>();

    /** How many pods there may be. */
    int room = Integer.MAX_VALUE;

    private int created;

    SimulatedCluster(RandomGenerator random, Journal journal) {
        this.random = random;
        this.journal = journal;
        this.invariants = new Invariants(this);
        this.controller = new SimulatedController(this);
    }

    /** A restart makes "a@1" of "a". */
    static RestartTokens restarts(String revision) {
        int at = revision.indexOf('@');
        return RestartTokens.of(at < 0 ? "" : revision.substring(at + 1), null);
    }

    static Instant instant(int second) {
        return START.plusSeconds(second);
    }

    void failProvider(int until) {
        outageUntil = until;
        outageHasBeen = true;
    }

    boolean hasHadOutage() {
        return outageHasBeen;
    }

    /** Whether a canary may look worse than the stable pods though it is not: the provider has failed, and not all were there for it. */
    boolean isUnfair() {
        return outageHasBeen && (journal.hasFailures() || isUneven);
    }

    /** How often the routers of this revision's pods have crashed, as far as the pods are there. */
    int crashes(String revision) {
        return pods.stream()
                .filter(it -> it.seat.revision.equals(revision))
                .mapToInt(SimulatedPod::crashes)
                .sum();
    }

    SimulatedController controller() {
        return controller;
    }

    void pass() {
        now++;
        controller.pass();
        SimulatedFiles files = new SimulatedFiles(records, random, filesAreFollowed);
        for (SimulatedPod pod : pods) {
            boolean wasOpen = pod.isOpen();
            pod.follow(secret, now, random);
            pod.pass(now, leavingNodes.contains(pod.node), now < outageUntil, files, random);
            if (wasOpen && pod.isOn() && !pod.isOpen()) {
                journal.failed(pod.name, now);
            }
        }
        for (int observer = 0; observer < OBSERVERS; observer++) {
            if (observer != CONTROLLER || !controller.isStale()) {
                catchUp(observer);
            }
        }
        isUneven |= now < outageUntil && stable().filter(this::serves).isEmpty();
        pods.removeIf(it -> it.object.isForgotten());
        seats.removeIf(it -> it.object.isForgotten());
        records.removeIf(Versioned::isForgotten);
    }

    private void catchUp(int observer) {
        boolean any = false;
        for (SimulatedPod pod : pods) {
            any |= pod.object.catchUp(observer, now, random);
        }
        for (SimulatedSeat seat : seats) {
            any |= seat.object.catchUp(observer, now, random);
        }
        for (Versioned<RevisionState> each : records) {
            any |= each.catchUp(observer, now, random);
        }
        news[observer] |= any;
    }

    /** Whether this observer has seen anything new since it was asked last. */
    boolean hasNews(int observer) {
        boolean any = news[observer];
        news[observer] = false;
        return any;
    }

    SimulatedPod create(SimulatedSeat seat, SimulatedSeat.Body template) {
        int node = random.nextInt(NODES);
        if (leavingNodes.contains(node)) {
            node = (node + 1) % NODES;
        }
        SimulatedPod pod = new SimulatedPod(seat.id + "-" + ++created, seat, template, node, now, random);
        pods.add(pod);
        journal.note(now, () -> "ReplicaSet creates " + pod.name + (pod.bornOn ? "" : ", off"));
        return pod;
    }

    /** Cordons a node, or opens it again; at most one is left at a time. */
    void leave(int node, boolean leaving) {
        leavingNodes.clear();
        if (leaving) {
            leavingNodes.add(node % NODES);
        }
        for (SimulatedPod pod : pods) {
            pod.leaveNode(now, leavingNodes.contains(pod.node));
        }
    }

    /** Tries once to evict each pod of a node, as {@code kubectl drain} does again and again. */
    void evict(int node, SimulatedEvictions evictions) {
        for (SimulatedPod pod : pods) {
            PodState state = pod.state();
            if (pod.node == node % NODES && state != null && state.isLive() && evictions.allows(state, states())) {
                invariants.podEvicted(pod);
                journal.failed(pod.name, now);
                pod.terminate(now);
            }
        }
    }

    /** No room for this many more pods. One that has ended takes none, nor do those of a seat that somebody else asked for more of. */
    boolean isFull(int more) {
        long there = pods.stream()
                .filter(it -> !it.seat.isCrowded())
                .flatMap(it -> Stream.ofNullable(it.state()))
                .filter(it -> it.kubelet() != PodState.Kubelet.ENDED)
                .count();
        return there + more > room;
    }

    private List<PodState> states() {
        return pods.stream().flatMap(it -> Stream.ofNullable(it.state())).toList();
    }

    /** Whether a pod that shall stay is on a node that is being left. */
    boolean staysWhereItCannot() {
        return pods.stream().anyMatch(it -> leavingNodes.contains(it.node) && it.isLive() && it.seat.isServing());
    }

    /** A node is lost with all its pods; Kubernetes notices, and later the node is deleted. */
    void lose(int node) {
        for (SimulatedPod pod : pods) {
            if (pod.node == node % NODES && pod.isLive()) {
                journal.failed(pod.name, now);
                pod.loseNode(now);
            }
        }
    }

    long open() {
        long open = 0;
        for (SimulatedPod pod : pods) {
            SimulatedSeat.Body seat = pod.seat.body();
            if (seat != null && seat.size() > 0 && pod.isOpen()) {
                open++;
            }
        }
        return open;
    }

    private boolean serves(String revision) {
        return pods.stream().anyMatch(it -> it.isOpen() && it.seat.revision.equals(revision));
    }

    /** The revision that was proven last. */
    Optional<String> stable() {
        return new Observed(
                        records.stream()
                                .flatMap(it -> Stream.ofNullable(it.value()))
                                .toList(),
                        List.of())
                .stable()
                .map(RevisionState::revision);
    }

    Optional<RevisionState> record(String revision) {
        return records.stream()
                .flatMap(it -> Stream.ofNullable(it.value()))
                .filter(it -> it.revision().equals(revision))
                .findFirst();
    }

    /** Each router that serves has the config of its revision's record. */
    boolean runsItsRecords() {
        return pods.stream()
                .filter(SimulatedPod::isOpen)
                .allMatch(pod -> record(pod.seat.revision)
                        .filter(it -> it.generation()
                                == java.util.Objects.requireNonNull(pod.router())
                                        .generation())
                        .isPresent());
    }

    /** Every open pod has read what its Secret holds. */
    boolean hasReadItsSecret() {
        return pods.stream()
                .filter(SimulatedPod::isOpen)
                .allMatch(pod -> SimulatedRouter.files(secret.version())
                        .equals(java.util.Objects.requireNonNull(pod.router())
                                .status()
                                .files()));
    }

    List<SimulatedSeat> serving() {
        return seats.stream().filter(SimulatedSeat::isServing).toList();
    }
}
