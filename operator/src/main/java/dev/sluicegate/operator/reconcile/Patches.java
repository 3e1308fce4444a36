package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.write.Writes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of single fields of pods and ReplicaSets that a rollout consists of. */
final class Patches {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Writes writes;

    Patches(Writes writes) {
        this.writes = writes;
    }

    /** @param annotations a null value takes the annotation away */
    Pod traffic(Pod pod, boolean on, Map<String, @Nullable String> annotations) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("labels").put(Names.TRAFFIC, on ? Names.ON : Names.OFF);
        ObjectNode node = change.withObjectProperty("metadata").putObject("annotations");
        annotations.forEach(node::put);
        return writes.patch(pod, change);
    }

    Pod openGate(Pod pod, Instant now) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", Names.ADMITTED)
                .put("status", "True")
                .put("reason", "Acknowledged")
                .put("message", "the router has reported that it serves this revision")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return writes.patchStatus(pod, change);
    }

    ReplicaSet scale(ReplicaSet set, int replicas) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("spec").put("replicas", replicas);
        return writes.patch(set, change);
    }

    /** Later pods of this revision become ready by their own probe, with or without an operator. */
    ReplicaSet promote(ReplicaSet set, Instant at) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(Names.PROVEN_AT, at.toString());
        change.putObject("spec").putObject("template").putObject("spec").putNull("readinessGates");
        return writes.patch(set, change);
    }
}
