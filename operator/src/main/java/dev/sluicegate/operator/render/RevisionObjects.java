package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.MountedFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The objects of one revision: its record, of which only the config may change, and the seats that are made from it. */
public final class RevisionObjects {
    /** The key of the pod template in a record. */
    public static final String TEMPLATE_KEY = "pod.yaml";

    /**
     * What kubelet keeps of a router that ends without last words of its own.
     *
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/#customizing-the-termination-message">Customizing the termination message</a>
     */
    private static final String LAST_LINES_OF_ITS_LOG = "FallbackToLogsOnError";

    private RevisionObjects() {}

    /**
     * What the revision's pods are made of, so that a later pod of this revision is exactly the same. It is not marked immutable, because kubelet
     * would never look at it again: a config that is changed in place is changed here, and the pods' files follow.
     */
    public static ConfigMap record(RouterGateway owner, Revision revision) {
        return new ConfigMapBuilder()
                .withMetadata(new ObjectMetaBuilder(metadata(owner, revision.name()))
                        .withName(Names.record(revision.gateway(), revision.name()))
                        .addToAnnotations(configAnnotations(revision))
                        .addToAnnotations(restarts(revision.rolling().restarts()))
                        .build())
                .withData(new TreeMap<>(Map.of(
                        MountedFile.CONFIG_FILE,
                        revision.configText(),
                        TEMPLATE_KEY,
                        Serialization.asYaml(PodTemplate.of(revision)))))
                .build();
    }

    /** What a record says of its config. */
    public static SortedMap<String, String> configAnnotations(Revision revision) {
        SortedMap<String, String> annotations = new TreeMap<>(Map.of(Names.CONFIG_HASH, revision.configHash()));
        String madeOf = revision.madeOf();
        if (revision.generation() > 0 || !madeOf.equals(revision.name())) {
            annotations.put(Names.RELOADED, revision.generation() + " " + madeOf);
        }
        return annotations;
    }

    private static Map<String, String> restarts(RestartTokens tokens) {
        Map<String, String> annotations = new TreeMap<>();
        if (!tokens.spec().isEmpty()) {
            annotations.put(Names.RESTART_TOKEN, tokens.spec());
        }
        if (!tokens.annotation().isEmpty()) {
            annotations.put(Names.RESTARTED_AT, tokens.annotation());
        }
        return annotations;
    }

    /**
     * The ReplicaSet of one pod.
     *
     * @param record of its revision
     * @param gated its pod is not ready before the operator has admitted it
     * @throws IllegalArgumentException if somebody else has written the record
     */
    public static ReplicaSet seat(RouterGateway owner, ConfigMap record, String revision, int number, boolean gated) {
        String gateway = owner.getMetadata().getName();
        String seat = Integer.toString(number);
        return new ReplicaSetBuilder()
                .withMetadata(new ObjectMetaBuilder(metadata(owner, revision))
                        .withName(Names.seat(gateway, revision, number))
                        .addToLabels(Names.SEAT, seat)
                        .build())
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels(Names.GATEWAY, gateway)
                .addToMatchLabels(Names.REVISION, revision)
                .addToMatchLabels(Names.SEAT, seat)
                .endSelector()
                .withTemplate(template(record, seat, gated))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec template(ConfigMap record, String seat, boolean gated) {
        String text = record.getData() == null ? null : record.getData().get(TEMPLATE_KEY);
        if (text == null) {
            throw new IllegalArgumentException(
                    "ConfigMap " + record.getMetadata().getName() + " has no " + TEMPLATE_KEY);
        }
        PodTemplateSpec template = new PodTemplateSpecBuilder(read(record, text))
                .editMetadata()
                .addToLabels(Names.SEAT, seat)
                .endMetadata()
                .build();
        // not part of what names a revision: an operator that has learnt it replaces no pod for it
        template.getSpec().getContainers().stream()
                .filter(it -> Names.CONTAINER.equals(it.getName()) && it.getTerminationMessagePolicy() == null)
                .forEach(it -> it.setTerminationMessagePolicy(LAST_LINES_OF_ITS_LOG));
        if (!gated) {
            template.getSpec().getReadinessGates().removeIf(gate -> Names.ADMITTED.equals(gate.getConditionType()));
        }
        return template;
    }

    private static PodTemplateSpec read(ConfigMap record, String text) {
        String fault = "ConfigMap " + record.getMetadata().getName() + " has no pod template in " + TEMPLATE_KEY;
        PodTemplateSpec template;
        try {
            template = Serialization.unmarshal(text, PodTemplateSpec.class);
        } catch (RuntimeException | StackOverflowError e) {
            // of the client, of Jackson or of the YAML parser, whose words go over many lines and help nobody; of a
            // list that contains itself
            throw new IllegalArgumentException(fault, e);
        }
        if (template == null || template.getSpec() == null) {
            throw new IllegalArgumentException(fault);
        }
        return template;
    }

    private static ObjectMeta metadata(RouterGateway owner, String revision) {
        SortedMap<String, String> labels = Names.labels(owner.getMetadata().getName());
        labels.put(Names.REVISION, revision);
        return new ObjectMetaBuilder()
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(Names.owner(owner))
                .build();
    }
}
