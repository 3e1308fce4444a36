package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeavingNodeTest {
    private static final String DRAINS = "status: {conditions: [{type: DrainInProgress, status: \"True\"}]}";

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a cordon                                   | {unschedulable: true}                                                                           | true
            the taint of a cordon                      | {taints: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]}                        | true
            the autoscaler deletes it                  | {taints: [{key: ToBeDeletedByClusterAutoscaler, value: "1700000000", effect: NoSchedule}]}     | true
            the autoscaler only thinks of it           | {taints: [{key: DeletionCandidateOfClusterAutoscaler, effect: PreferNoSchedule}]}              | false
            Karpenter disrupts it                      | {taints: [{key: karpenter.sh/disrupted, effect: NoSchedule}]}                                  | true
            Karpenter disrupts it, before v1           | {taints: [{key: karpenter.sh/disruption, value: disrupting, effect: NoSchedule}]}              | true
            Karpenter has not registered it yet        | {taints: [{key: karpenter.sh/unregistered, effect: NoExecute}]}                                | false
            a spot machine's notice                    | {taints: [{key: aws-node-termination-handler/spot-itn, effect: NoSchedule}]}                   | true
            somebody's maintenance                     | {taints: [{key: example.com/maintenance, value: "true", effect: NoSchedule}]}                  | true
            somebody's maintenance, at once            | {taints: [{key: maintenance, effect: NoExecute}]}                                              | true
            somebody's maintenance, only preferred     | {taints: [{key: maintenance, effect: PreferNoSchedule}]}                                       | false
            a node for others                          | {taints: [{key: dedicated, value: gpu, effect: NoSchedule}]}                                   | false
            a control plane                            | {taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]}                   | false
            a network that starts again                | {taints: [{key: node.cilium.io/agent-not-ready, effect: NoExecute}]}                           | false
            kubelet is silent                          | {taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}]}                           | false
            kubelet is not ready                       | {taints: [{key: node.kubernetes.io/not-ready, effect: NoSchedule}]}                            | false
            too little memory                          | {taints: [{key: node.kubernetes.io/memory-pressure, effect: NoSchedule}]}                      | false
            a machine that was shut down               | {taints: [{key: node.cloudprovider.kubernetes.io/shutdown, effect: NoSchedule}]}               | true
            nothing                                    | {}                                                                                             | false
            """)
    void aNodeIsLeft(String what, String spec, boolean left) {
        assertThat(isLeft("spec: " + spec, "[]")).as(what).isEqualTo(left);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            everything                | [{operator: Exists}]                                                                                   | false
            this taint                | [{key: maintenance, operator: Exists}]                                                                 | false
            this taint and value      | [{key: maintenance, value: "yes", effect: NoExecute}]                                                  | false
            another value             | [{key: maintenance, value: "no", effect: NoExecute}]                                                   | true
            another effect            | [{key: maintenance, operator: Exists, effect: NoSchedule}]                                             | true
            another taint             | [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}]   | true
            this taint, for a while   | [{key: maintenance, operator: Exists, effect: NoExecute, tolerationSeconds: 3600}]                     | true
            """)
    void whatAPodToleratesDoesNotMoveIt(String what, String tolerations, boolean left) {
        String node = "spec: {taints: [{key: maintenance, value: \"yes\", effect: NoExecute}]}";

        assertThat(isLeft(node, tolerations)).as(what).isEqualTo(left);
    }

    /** A replacement could be scheduled to a node that only has a condition, and would be moved again, for ever. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            and nothing keeps a new pod away  | {}                                                              | false
            and a taint does                  | {taints: [{key: example.com/patching, effect: NoSchedule}]}     | true
            and a taint that it tolerates     | {taints: [{key: tolerated, effect: NoSchedule}]}                | false
            """)
    void aConditionSaysWhatATaintIsFor(String what, String spec, boolean left) {
        assertThat(isLeft("spec: " + spec + "\n" + DRAINS, "[{key: tolerated, operator: Exists}]"))
                .as(what)
                .isEqualTo(left);
    }

    private static boolean isLeft(String node, String tolerations) {
        Pod pod = Serialization.unmarshal("spec: {tolerations: " + tolerations + "}", Pod.class);
        return LeavingNode.isLeft(
                Serialization.unmarshal(node, Node.class),
                List.copyOf(pod.getSpec().getTolerations()));
    }
}
