package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.Observer.Observation;
import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.render.RevisionObjects;
import dev.sluicegate.operator.rollout.Action;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.rollout.WorstPods;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.config.RouterConfigReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the rollout has decided, for one gateway and one observation. */
final class RolloutActs {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutActs.class);

    private static final int TOLD_AT_ONCE = 32;

    private final Writes writes;
    private final Patches patches;
    private final DrainCommands drains;
    private final ConfigCommands configs;
    private final EvidenceWrites evidence;
    private final RouterGateway gateway;
    private final Optional<Revision> wanted;
    private final String adminToken;
    private final Observed observed;
    private final Map<String, ConfigMap> records;
    private final Map<String, ReplicaSet> seats;
    private final Map<String, Pod> pods;

    RolloutActs(
            Tools tools, RouterGateway gateway, Optional<Revision> wanted, String adminToken, Observation observation) {
        this.writes = tools.writes();
        this.patches = new Patches(writes);
        this.drains = tools.drains();
        this.configs = tools.configs();
        this.evidence = new EvidenceWrites(patches, tools.evidence(), adminToken);
        this.gateway = gateway;
        this.wanted = wanted;
        this.adminToken = adminToken;
        this.observed = observation.observed();
        this.records = new HashMap<>(observation.records());
        this.seats = new HashMap<>(observation.seats());
        this.pods = new HashMap<>(observation.pods());
    }

    /**
     * What came of it.
     *
     * @param current false if something had changed since the observation, so that it is decided again at once
     * @param refusals what the API server refused; the other actions were done all the same
     */
    record Outcome(boolean current, List<Refusal> refusals) {
        static final Outcome DONE = new Outcome(true, List.of());
    }

    /** In their order, and at last what routers are told of configs; after one that failed none is done to the same subject. */
    Outcome perform(List<Action> actions, Instant now) {
        Attempts attempts = new Attempts(now);
        actions.stream().filter(it -> !(it instanceof Action.TellConfig)).forEach(attempts::attempt);
        List<Future<?>> told = new ArrayList<>();
        // several at once, so that a router that does not answer keeps none of the others waiting
        try (ExecutorService threads =
                Executors.newFixedThreadPool(TOLD_AT_ONCE, Thread.ofVirtual().factory())) {
            actions.stream()
                    .filter(Action.TellConfig.class::isInstance)
                    .forEach(it -> told.add(threads.submit(() -> attempts.attempt(it))));
        }
        told.forEach(Future::resultNow);
        return new Outcome(attempts.current.get(), List.copyOf(attempts.refusals));
    }

    /** The attempts at the actions of one step, some of which are made at the same time. */
    private final class Attempts {
        private final Instant now;
        private final AtomicBoolean current = new AtomicBoolean(true);
        private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
        private final Set<String> failed = ConcurrentHashMap.newKeySet();

        Attempts(Instant now) {
            this.now = now;
        }

        void attempt(Action action) {
            if (failed.contains(action.subject())) {
                return;
            }
            try {
                LOG.info("gateway={}/{} action={}", namespace(), name(), action);
                if (!perform(action, now)) {
                    failed.add(action.subject());
                }
            } catch (ChangedException e) {
                LOG.info("gateway={}/{} has changed meanwhile, looking again: {}", namespace(), name(), e.getMessage());
                failed.add(action.subject());
                current.set(false);
            } catch (RefusedException e) {
                LOG.warn("gateway={}/{} {}", namespace(), name(), e.getMessage());
                failed.add(action.subject());
                refusals.add(e.refusal());
            }
        }
    }

    /** @return false if a router was not told, or what the action is about is not there */
    private boolean perform(Action action, Instant now) {
        return switch (action) {
            case Action.CreateRecord(var revision) -> createRecord(revision);
            case Action.CreateSeat create -> createSeat(create);
            case Action.RetireSeat(var seat, var since) -> change(seats, seat, it -> patches.traffic(it, since));
            case Action.ReopenSeat(var seat) -> change(seats, seat, it -> patches.traffic(it, null));
            case Action.CloseSeat(var seat) -> change(seats, seat, this::close);
            case Action.Ungate(var seat) -> change(seats, seat, patches::ungate);
            case Action.DeleteSeat(var seat) -> delete(seats, seat);
            case Action.Withdraw(var _, var pod, var since) -> change(pods, pod, it -> patches.traffic(it, since));
            case Action.Restore(var _, var pod) -> change(pods, pod, it -> patches.traffic(it, null));
            case Action.OpenGate(var _, var pod) -> change(pods, pod, it -> patches.openGate(it, now));
            case Action.TellDrain(var _, var pod, var deadline) ->
                tell(
                        pod,
                        it -> drains.drain(
                                it,
                                adminToken,
                                DrainRequest.at(now, deadline, "this pod is being replaced or is no longer needed")));
            case Action.TellOpen(var _, var pod) -> tell(pod, it -> drains.reopen(it, adminToken));
            case Action.Promote(var revision, var at) -> change(records, revision, it -> patches.promote(it, at));
            case Action.MarkFailed(var revision, var failure) ->
                change(records, revision, it -> evidence.markFailed(it, failure, worst(revision), now));
            case Action.SetBake(var revision, var bake) -> change(records, revision, it -> patches.setBake(it, bake));
            case Action.SetReplaced(var revision, var replaced) ->
                change(
                        records,
                        revision,
                        it -> evidence.setReplaced(
                                it, replaced, pods(replaced.getLast().pod()), now));
            case Action.ChangeConfig config -> changeConfig(config, now);
            case Action.RequestFileSync(var _, var pod, var at) -> change(pods, pod, it -> patches.requestSync(it, at));
            case Action.TellConfig(var _, var pod) -> tell(pod, this::tellConfig);
            case Action.DeleteRecord(var revision) -> delete(records, revision);
        };
    }

    private boolean changeConfig(Action.ChangeConfig action, Instant now) {
        Optional<Revision> revision =
                wanted.filter(it -> it.name().equals(action.revision()) && it.generation() == action.generation());
        ConfigMap record = records.get(action.revision());
        Pod pod = pods.get(action.pod());
        if (revision.isEmpty()
                || record == null
                || (pod == null && !action.pod().isEmpty())) {
            return false;
        }
        ConfigCommands.Word word = pod == null
                ? new ConfigCommands.Word.Yes()
                : configs.check(pod, adminToken, revision.get().configText());
        return switch (word) {
            case ConfigCommands.Word.Yes _ ->
                change(records, action.revision(), it -> patches.setConfig(it, revision.get()));
            case ConfigCommands.Word.No(String problem) -> {
                RevisionState.Failure failure = new RevisionState.Failure(
                        action.attempt(),
                        PodProblem.ConfigRejected.name(),
                        "%s does not accept config %d of %s: %s"
                                .formatted(action.pod(), action.generation(), action.revision(), problem),
                        action.files());
                change(records, action.revision(), it -> evidence.markFailed(it, failure, pods(action.pod()), now));
                yield false;
            }
            case ConfigCommands.Word.None _ -> false;
        };
    }

    private boolean tellConfig(Pod pod) {
        String revision = pod.getMetadata().getLabels().getOrDefault(Names.REVISION, "");
        ConfigMap record = records.get(revision);
        String config = record == null || record.getData() == null
                ? ""
                : record.getData().getOrDefault(MountedFile.CONFIG_FILE, "");
        if (record == null
                || !RouterConfigReader.hash(config.getBytes(UTF_8))
                        .equals(record.getMetadata().getAnnotations().get(Names.CONFIG_HASH))) {
            throw new RefusedException(
                    Reason.RecordUnreadable,
                    "the record of revision " + revision + " has another config than was written to it");
        }
        return configs.tell(pod, adminToken, config) instanceof ConfigCommands.Word.Yes;
    }

    private boolean createRecord(String name) {
        Optional<Revision> revision = wanted.filter(it -> it.name().equals(name));
        revision.ifPresent(it -> records.put(name, writes.create(gateway, RevisionObjects.record(gateway, it))));
        return revision.isPresent();
    }

    /** From its record, so that a revision of long ago comes back as it was. */
    private boolean createSeat(Action.CreateSeat create) {
        ConfigMap record = records.get(create.revision());
        if (record == null) {
            return false;
        }
        try {
            writes.create(
                    gateway, RevisionObjects.seat(gateway, record, create.revision(), create.number(), create.gated()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Reason.RecordUnreadable,
                    "the record of revision " + create.revision() + " is unreadable: " + e.getMessage());
        }
        return true;
    }

    private ReplicaSet close(ReplicaSet seat) {
        writes.requireNoOtherPod(seat, pods.keySet());
        return patches.close(seat);
    }

    private static <T extends HasMetadata> boolean change(Map<String, T> objects, String name, UnaryOperator<T> write) {
        return objects.computeIfPresent(name, (_, it) -> write.apply(it)) != null;
    }

    private <T extends HasMetadata> boolean delete(Map<String, T> objects, String name) {
        T object = objects.remove(name);
        if (object != null) {
            writes.delete(object);
        }
        return object != null;
    }

    private List<Pod> worst(String revision) {
        return WorstPods.of(observed, revision).stream()
                .flatMap(it -> pods(it.name()).stream())
                .toList();
    }

    private List<Pod> pods(String name) {
        Pod pod = pods.get(name);
        return pod == null ? List.of() : List.of(pod);
    }

    private boolean tell(String name, Predicate<Pod> word) {
        Pod pod = pods.get(name);
        return pod != null && word.test(pod);
    }

    private String name() {
        return gateway.getMetadata().getName();
    }

    private String namespace() {
        return gateway.getMetadata().getNamespace();
    }
}
