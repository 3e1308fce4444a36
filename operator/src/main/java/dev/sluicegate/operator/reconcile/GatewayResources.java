package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects around a gateway's pods: record of the accepted spec, ServiceAccount, Service, budgets. One object that is refused keeps none of the others, nor the pods, from being looked after. */
final class GatewayResources {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayResources.class);

    /**
     * The outcome.
     *
     * @param refusals what the API server refused
     * @param overwritten what others had written into our fields and was written back, a sentence each
     * @param current false if something had changed since it was last seen
     */
    record Outcome(List<Refusal> refusals, List<String> overwritten, boolean current) {
        static final Outcome NOTHING = new Outcome(List.of(), List.of(), true);
    }

    private final Writes writes;

    GatewayResources(Writes writes) {
        this.writes = writes;
    }

    /** @param eviction that holds, which may be another than the spec's */
    Outcome provide(RouterGateway owner, InForce inForce, Eviction eviction) {
        List<Supplier<HasMetadata>> wanted = List.of(
                () -> GatewayObjects.accepted(owner, inForce.accepted()),
                () -> GatewayObjects.serviceAccount(owner),
                () -> GatewayObjects.service(owner, inForce.gateway().service()),
                () -> GatewayObjects.openBudget(owner, inForce.gateway().replicas(), eviction),
                () -> GatewayObjects.drainingBudget(owner, eviction));
        List<Refusal> refusals = new ArrayList<>();
        List<String> overwritten = new ArrayList<>();
        boolean current = true;
        for (Supplier<HasMetadata> object : wanted) {
            current &= attempt(
                    owner, refusals, () -> writes.apply(owner, object.get()).ifPresent(overwritten::add));
        }
        return new Outcome(List.copyOf(refusals), List.copyOf(overwritten), current);
    }

    private static boolean attempt(RouterGateway owner, List<Refusal> refusals, Runnable write) {
        try {
            write.run();
        } catch (RefusedException e) {
            LOG.warn(
                    "gateway={}/{} {}",
                    owner.getMetadata().getNamespace(),
                    owner.getMetadata().getName(),
                    e.getMessage());
            refusals.add(e.refusal());
        } catch (ChangedException e) {
            return false;
        }
        return true;
    }
}
