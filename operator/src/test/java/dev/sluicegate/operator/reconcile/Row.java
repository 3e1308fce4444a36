package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.apiserver.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

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

    /** What happens next, before another reconciliation. */
    Row then(Consumer<World> before) {
        Phase phase = new Phase();
        phase.reconciliation = phases.getLast().reconciliation;
        phases.add(phase);
        return given(before);
    }

    void check() {
        try (World world = new World()) {
            for (Phase phase : phases) {
                check(phase, world);
            }
        }
    }

    private void check(Phase phase, World world) {
        phase.before.forEach(it -> it.accept(world));
        world.server().forgetWrites();
        Reconciliation.Result result = phase.reconciliation.apply(world);
        assertThat(world.server().writes().stream().map(Write::toString).map(Row::plain))
                .as(name + ": the writes")
                .containsExactlyElementsOf(phase.writes);
        assertThat(world.conditions()).as(name + ": the conditions").containsAll(phase.conditions);
        phase.messages.forEach((type, part) ->
                assertThat(world.message(type)).as(name + ": " + type).contains(part));
        assertThat(shortened(world.server().events(), phase.events))
                .as(name + ": the events")
                .isEqualTo(phase.events);
        assertThat(result.requeueAfter()).isLessThanOrEqualTo(phase.requeue);
    }

    /** An Event that ends with … may go on. */
    private static List<String> shortened(List<String> events, List<String> wanted) {
        List<String> shortened = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            String event = plain(events.get(i));
            String start = i < wanted.size() && wanted.get(i).endsWith("…")
                    ? wanted.get(i).substring(0, wanted.get(i).length() - 1)
                    : "";
            shortened.add(!start.isEmpty() && event.startsWith(start) ? wanted.get(i) : event);
        }
        return shortened;
    }

    /** The name of a revision is a hash. */
    private static String plain(String text) {
        return text.replaceAll("\\b[0-9a-f]{10}\\b", "REVISION");
    }

    @Override
    public String toString() {
        return name;
    }
}
