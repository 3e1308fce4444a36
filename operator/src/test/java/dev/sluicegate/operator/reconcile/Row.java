package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.apiserver.Write;
import dev.sluicegate.operator.render.EvidenceFile;
import dev.sluicegate.operator.render.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One row of the table: what is there, one reconciliation, and what it must write, say and tell. A row may go on with a second
 * reconciliation: {@link #then}.
 */
final class Row {
    private static final class Phase {
        private final List<Consumer<World>> before = new ArrayList<>();
        private Function<World, Reconciliation.Result> reconciliation = World::reconcile;
        private List<String> writes = List.of();
        private List<String> conditions = List.of();
        private final Map<String, String> messages = new TreeMap<>();
        private List<String> events = List.of();
        private Duration requeue = Duration.ofDays(1);
        private boolean gone;
    }

    private final String name;
    private final List<Phase> phases = new ArrayList<>();

    private Row(String name) {
        this.name = name;
        phases.add(new Phase());
    }

    /** A gateway that was just created, in an empty namespace with the Secret that it refers to. */
    static Row fresh(String name) {
        return new Row(name);
    }

    /** A gateway that has everything that it asks for: three open pods of a proven revision. */
    static Row steady(String name) {
        return new Row(name).given(World::settle);
    }

    Row given(Consumer<World> before) {
        phases.getLast().before.add(before);
        return this;
    }

    /** The gateway is being deleted. */
    Row deleting() {
        phases.getLast().reconciliation = World::cleanUp;
        return this;
    }

    /** Exactly these writes, in this order; without any, none. */
    Row writes(String... writes) {
        phases.getLast().writes = List.of(writes);
        return this;
    }

    /** All that a new gateway needs, in the usual order, but these. */
    Row writesAllOfANewGateway(String... but) {
        return writes(Stream.of(
                        "create ConfigMap llm-accepted",
                        "create Secret llm-admin",
                        "apply ConfigMap llm-accepted",
                        "apply ServiceAccount llm-router",
                        "apply Service llm",
                        "apply PodDisruptionBudget llm",
                        "apply PodDisruptionBudget llm.draining",
                        "create ConfigMap llm-REVISION",
                        "create ReplicaSet llm-REVISION-1",
                        "create ReplicaSet llm-REVISION-2",
                        "create ReplicaSet llm-REVISION-3",
                        "status RouterGateway llm")
                .filter(write -> !List.of(but).contains(write))
                .toArray(String[]::new));
    }

    /** These conditions, among others; as in "Stalled=True NameTaken". */
    Row says(String... conditions) {
        phases.getLast().conditions = List.of(conditions);
        return this;
    }

    /** A condition's message contains this. */
    Row because(String condition, String part) {
        phases.getLast().messages.put(condition, part);
        return this;
    }

    /** Exactly these Events, of which one that ends with … may go on; without any, none. */
    Row tells(String... events) {
        phases.getLast().events = List.of(events);
        return this;
    }

    /** It is looked at again this soon. */
    Row againWithin(Duration most) {
        phases.getLast().requeue = most;
        return this;
    }

    /** Nothing is left to do for the gateway, so that its finalizer comes off; without this, something is. */
    Row isGone() {
        phases.getLast().gone = true;
        return this;
    }

    /** The cluster does what it was asked for; then comes another reconciliation. */
    Row then() {
        return then(world -> {
            world.kubelet().run();
            world.passes(Duration.ofSeconds(5));
        });
    }

    /** What happens next, before another reconciliation. */
    Row then(Consumer<World> before) {
        Phase phase = new Phase();
        phase.reconciliation = phases.getLast().reconciliation;
        phases.add(phase);
        return given(before);
    }

    /** @return the rights that were used, such as "patch pods/status" */
    Set<String> check() {
        try (World world = new World()) {
            for (Phase phase : phases) {
                check(phase, world);
            }
            return world.server().rightsUsed();
        }
    }

    private void check(Phase phase, World world) {
        phase.before.forEach(it -> it.accept(world));
        world.server().forgetWrites();
        Reconciliation.Result result = phase.reconciliation.apply(world);
        assertThat(inOrder(world.server().writes().stream()
                        .map(Row::gist)
                        .map(world::plain)
                        .toList()))
                .as(name + ": the writes")
                .containsExactlyElementsOf(phase.writes);
        assertThat(world.conditions()).as(name + ": the conditions").containsAll(phase.conditions);
        phase.messages.forEach((type, part) ->
                assertThat(world.message(type)).as(name + ": " + type).contains(part));
        assertThat(shortened(world, phase.events)).as(name + ": the events").isEqualTo(phase.events);
        assertThat(result.gone()).as(name + ": gone").isEqualTo(phase.gone);
        assertThat(result.requeueAfter()).isLessThanOrEqualTo(phase.requeue);
    }

    /** Routers are told a config at the same time. */
    private static List<String> inOrder(List<String> writes) {
        List<String> ordered = new ArrayList<>(writes);
        int first = 0;
        while (first < ordered.size()) {
            int end = first;
            while (end < ordered.size() && ordered.get(end).startsWith("reload ")) {
                end++;
            }
            Collections.sort(ordered.subList(first, end));
            first = end + 1;
        }
        return ordered;
    }

    /** A write, and of a patch also what it does. */
    private static String gist(Write write) {
        JsonNode body = write.body();
        if (!write.verb().equals("patch")) {
            return write.toString();
        }
        JsonNode labels = body.has("spec") ? body.at("/spec/template/metadata/labels") : body.at("/metadata/labels");
        return write
                + (labels.has(Names.TRAFFIC)
                        ? " traffic " + labels.get(Names.TRAFFIC).asText()
                        : "")
                + (body.at("/spec/replicas").isInt() ? " size " + body.at("/spec/replicas") : "")
                + (body.at("/metadata/annotations").has(Names.PROVEN_AT) ? " proven" : "")
                + (body.at("/metadata/annotations").path(Names.FAILED).isTextual() ? " failed" : "")
                + (body.at("/metadata/annotations").has(Names.SYNC_REQUESTED_AT) ? " sync requested" : "")
                + (body.at("/metadata/annotations").has(Names.RELOADED) ? " config" : "")
                + (body.at("/metadata/annotations").has(Names.CANARY) ? " bake" : "")
                + (body.at("/metadata/annotations").has(Names.WATCHDOG) ? " replaced" : "")
                + (body.at("/data").has(EvidenceFile.KEY) ? " with evidence" : "")
                + (body.at("/spec/template/spec").has("readinessGates") ? " without gate" : "");
    }

    /** An Event that ends with … may go on. */
    private static List<String> shortened(World world, List<String> wanted) {
        List<String> events = world.server().events();
        List<String> shortened = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            String event = world.plain(events.get(i));
            String start = i < wanted.size() && wanted.get(i).endsWith("…")
                    ? wanted.get(i).substring(0, wanted.get(i).length() - 1)
                    : "";
            shortened.add(!start.isEmpty() && event.startsWith(start) ? wanted.get(i) : event);
        }
        return shortened;
    }

    @Override
    public String toString() {
        return name;
    }
}
