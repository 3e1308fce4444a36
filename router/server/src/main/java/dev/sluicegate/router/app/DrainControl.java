package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.config.DrainSettings;
import dev.sluicegate.router.drain.ConnectionRule;
import dev.sluicegate.router.drain.Drain;
import dev.sluicegate.router.drain.DrainAction;
import dev.sluicegate.router.drain.DrainMachine;
import dev.sluicegate.router.drain.DrainPhase;
import dev.sluicegate.router.listen.ClientConnections;
import dev.sluicegate.router.listen.Listener;
import dev.sluicegate.router.provider.ShutdownNotice;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what {@link DrainMachine} decides. Lives on one event loop; only the getters of volatile state are for any thread. */
final class DrainControl {
    private static final Logger log = LoggerFactory.getLogger(DrainControl.class);
    private static final long CUT_AGAIN_MILLIS = 50;
    private static final long ACCEPTED_ARE_KNOWN_MILLIS = 5;

    private final Vertx vertx;
    private final Context loop;
    private final Clock clock;
    private Duration settle;
    private DrainMachine machine;
    private final Listener listener;
    private final ClientConnections connections;
    private final Ledger ledger;
    private final Promise<Void> exit = Promise.promise();
    private final List<Promise<Void>> waiting = new ArrayList<>();
    private Future<?> listenerChanged = Future.succeededFuture();
    private int listenerChanges;
    private long wakeTimer = -1;
    private long cutTimer = -1;
    /** How far this clock is ahead of the one of whoever asked for the drain. */
    private Duration ahead = Duration.ZERO;

    private volatile DrainPhase phase = DrainPhase.OPEN;
    private volatile ShutdownNotice notice = new ShutdownNotice("the gateway is going away", null);

    DrainControl(
            Context loop,
            Clock clock,
            DrainSettings rules,
            Listener listener,
            ClientConnections connections,
            Ledger ledger) {
        this.vertx = loop.owner();
        this.loop = loop;
        this.clock = clock;
        this.settle = rules.settle();
        this.machine = new DrainMachine(rules.settle(), rules.terminationBudget());
        this.listener = listener;
        this.connections = connections;
        this.ledger = ledger;
        ledger.afterEnd(this::somethingEnded);
        connections.afterClose(this::somethingEnded);
    }

    /** How the next drain goes; one that runs goes on as it began. */
    void rules(DrainSettings rules) {
        if (machine.phase() == DrainPhase.OPEN && !machine.isTerminating()) {
            settle = rules.settle();
            machine = new DrainMachine(rules.settle(), rules.terminationBudget());
        }
    }

    /** For any thread. */
    DrainPhase phase() {
        return phase;
    }

    /** What probes are told. */
    boolean isReady() {
        return machine.isReady(clock.instant());
    }

    /** What clients that are cut are told. For any thread. */
    ShutdownNotice notice() {
        return notice;
    }

    /** Completes when the process was told to end and its drain is over. */
    Future<Void> exit() {
        return exit.future();
    }

    /** By the time that is left, if the request says it: whoever asks may have another clock. */
    void start(DrainRequest request) {
        Instant now = clock.instant();
        Instant deadline = request.deadline();
        Long remaining = request.remainingMs();
        ahead = deadline == null || remaining == null
                ? Duration.ZERO
                : Duration.between(deadline, now.plusMillis(remaining));
        perform(machine.start(
                request.reason(), deadline == null ? null : deadline.plus(ahead), request.restartExpectedMs(), now));
    }

    Future<Void> await() {
        perform(machine.awaitTermination("Kubernetes is ending the pod", clock.instant()));
        if (machine.phase() == DrainPhase.DRAINED) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        waiting.add(over);
        return over.future();
    }

    /** For any thread. */
    void terminate() {
        loop.runOnContext(_ -> perform(machine.terminate("the process was told to end", clock.instant())));
    }

    boolean reopen() {
        if (machine.isTerminating()) {
            return false;
        }
        ahead = Duration.ZERO;
        perform(machine.reopen());
        return true;
    }

    /** By the clock of whoever asked for the drain; null while open. */
    RouterStatus.@Nullable Drain status() {
        Drain drain = machine.drain();
        if (drain == null) {
            return null;
        }
        Instant deadline = drain.deadline();
        List<RouterStatus.Blocker> blockers = ledger.blockers(RouterStatus.Blocker.MOST);
        return new RouterStatus.Drain(
                drain.reason(),
                drain.startedAt().minus(ahead),
                drain.settledAt().minus(ahead),
                deadline == null ? null : deadline.minus(ahead),
                blockers,
                Math.max(0, ledger.inFlight() - blockers.size()));
    }

    private void somethingEnded() {
        if (!phase.accepts()) {
            loop.runOnContext(_ -> advance());
        }
    }

    private void advance() {
        if (listenerChanges == 0) {
            DrainMachine.Load load = new DrainMachine.Load(ledger.inFlight(), connections.count());
            perform(machine.advance(clock.instant(), load));
        }
    }

    private void perform(List<DrainAction> actions) {
        DrainPhase before = phase;
        phase = machine.phase();
        Drain drain = machine.drain();
        if (drain != null) {
            notice = new ShutdownNotice(drain.reason(), drain.restartExpectedMs());
        }
        for (DrainAction action : actions) {
            switch (action) {
                case DrainAction.TellConnections(DrainPhase next) -> connections.situation(situation(next));
                case DrainAction.StopAccepting() -> changeListener(listener::close);
                case DrainAction.StartAccepting() -> changeListener(listener::open);
                case DrainAction.Cut() -> cut();
                case DrainAction.Finish() -> finish();
                case DrainAction.Report() -> report("still draining");
            }
        }
        if (before != phase) {
            report(
                    switch (phase) {
                        case OPEN -> "open again";
                        case SETTLING -> "draining: late arrivals are still served";
                        case FINISHING -> "draining: no new connections, what is in flight goes on";
                        case CUTTING -> "draining: the deadline has passed, ending what is left";
                        case DRAINED -> "drained";
                    });
        }
        wakeUp();
    }

    private ConnectionRule.ConnectionState situation(DrainPhase next) {
        Drain drain = machine.drain();
        if (drain == null) {
            return ConnectionRule.ConnectionState.OPEN;
        }
        long toSettled = Duration.between(clock.instant(), drain.settledAt()).toNanos();
        // a deadline may have ended settling early
        long settledAt = System.nanoTime() + (next.accepts() ? toSettled : Math.min(0, toSettled));
        return ConnectionRule.ConnectionState.draining(next, settledAt, settle);
    }

    /** Makes another change of the listener, in turn with the drain's. */
    Future<Void> inTurn(Supplier<Future<Void>> change) {
        Future<Void> mine = listenerChanged.compose(_ -> change.get());
        listenerChanged = mine.otherwiseEmpty();
        return mine;
    }

    private void changeListener(Supplier<Future<?>> change) {
        listenerChanges++;
        listenerChanged = listenerChanged
                .compose(_ -> change.get())
                .onFailure(e -> log.atError().setCause(e).log("the port could not be opened again"))
                .otherwiseEmpty()
                // the event loops enter the connections that were accepted last
                .compose(_ -> vertx.timer(ACCEPTED_ARE_KNOWN_MILLIS, TimeUnit.MILLISECONDS));
        listenerChanged.onComplete(_ -> loop.runOnContext(_ -> {
            listenerChanges--;
            advance();
        }));
    }

    private void cut() {
        ledger.forEach(carried -> carried.cut());
        if (cutTimer < 0) {
            // what arrived meanwhile is cut too
            cutTimer = vertx.setPeriodic(CUT_AGAIN_MILLIS, id -> {
                if (machine.phase() == DrainPhase.CUTTING) {
                    ledger.forEach(carried -> carried.cut());
                } else {
                    vertx.cancelTimer(id);
                    cutTimer = -1;
                }
            });
        }
    }

    private void finish() {
        List<Promise<Void>> over = List.copyOf(waiting);
        waiting.clear();
        over.forEach(Promise::complete);
        if (machine.isTerminating()) {
            exit.tryComplete();
        }
    }

    private void wakeUp() {
        vertx.cancelTimer(wakeTimer);
        Instant next = machine.nextWake();
        if (next != null) {
            long millis = Duration.between(clock.instant(), next).toMillis() + 1;
            wakeTimer = vertx.setTimer(Math.max(1, millis), _ -> advance());
        }
    }

    private void report(String event) {
        Drain drain = machine.drain();
        Instant deadline = drain == null ? null : drain.deadline();
        // text, because the log's encoder drops an event with a value that it cannot write
        log.atInfo()
                .addKeyValue("phase", phase.name())
                .addKeyValue("inFlight", ledger.inFlight())
                .addKeyValue("connections", connections.count())
                .addKeyValue("reason", drain == null ? "" : drain.reason())
                .addKeyValue("deadline", deadline == null ? "none" : deadline.toString())
                .addKeyValue(
                        "waitsFor",
                        RouterStatus.Blocker.listed(
                                ledger.blockers(RouterStatus.Blocker.MOST),
                                RouterStatus.Blocker::text,
                                ledger.inFlight()))
                .log(event);
    }
}
