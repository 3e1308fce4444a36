package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.SmallState.PodObject;
import dev.sluicegate.operator.rollout.SmallState.SeatObject;
import dev.sluicegate.operator.rollout.SmallState.Spec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a state is known by: 64 bits, so wide that two of some million states are never taken for one. */
final class SmallKey {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long hash = OFFSET;

    private SmallKey() {}

    static long of(SmallState state) {
        SmallKey key = new SmallKey();
        key.add(state.stage() * 64 + state.ill() * 8 + state.faults());
        state.records()
                .forEach(it -> key.add(it.revision())
                        .add(Objects.hashCode(it.provenAt()))
                        .add(Objects.hashCode(it.failure()))
                        .add(Objects.hashCode(it.bake()))
                        .replaced(it));
        state.seats().forEach(key::seat);
        key.plan(state.plan());
        SmallState.Plan stale = state.stale();
        if (stale != null) {
            key.add(1).plan(stale);
        }
        return key.hash ^ (key.hash >>> 29);
    }

    private void seat(SeatObject it) {
        add(it.revision()).add(it.number()).spec(it.spec()).spec(it.seen());
        add(it.reported() * 2 + (it.tampered() ? 1 : 0));
        it.pods().forEach(this::pod);
    }

    private void replaced(RevisionState record) {
        record.replaced().forEach(it -> add(it.pod()).add(it.at().hashCode()));
    }

    private SmallKey spec(@Nullable Spec it) {
        return add(it == null ? -1 : it.size() * 4 + (it.on() ? 2 : 0) + (it.gated() ? 1 : 0));
    }

    private void pod(PodObject it) {
        add(it.name());
        add(it.kubelet().name())
                .add(it.gate().name())
                .add(it.router().name())
                .add(it.health().name());
        add((it.unseen() ? 256 : 0)
                + (it.erred() ? 128 : 0)
                + it.process() * 64
                + (it.leaving() ? 32 : 0)
                + (it.on() ? 16 : 0)
                + (it.terminating() ? 8 : 0)
                + (it.carries() ? 4 : 0)
                + (it.wasOpen() ? 2 : 0)
                + (it.outForLong() ? 1 : 0));
    }

    private void plan(SmallState.Plan it) {
        add(it.actions().size()).add(it.replicas()).add(it.lost());
        it.actions()
                .forEach(action ->
                        add(action.getClass().getName()).add(action.subject()).add(action.hashCode()));
        it.changed().forEach(this::add);
        add(-2);
        it.failed().forEach(this::add);
        add(-3);
    }

    private SmallKey add(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return add(text.length());
    }

    private SmallKey add(int number) {
        hash = (hash ^ number) * PRIME;
        hash ^= hash >>> 32;
        return this;
    }
}
