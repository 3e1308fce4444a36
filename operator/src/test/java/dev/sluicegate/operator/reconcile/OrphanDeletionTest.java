package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.apiserver.Write;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row 35: a gateway that is deleted with {@code --cascade=orphan}. */
class OrphanDeletionTest {
    private final World world = new World();
    private RouterGateway beforeDeletion = world.gateway();

    @BeforeEach
    void aGatewayIsDeletedSo() {
        world.settle();
        beforeDeletion = world.gateway();
        finalizersAre("\"orphan\",\"sluicegate.dev/drain\"");
        world.server().forgetWrites();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void nothingIsDoneWhileKubernetesTakesItOffItsObjects() {
        Reconciliation.Result result = world.cleanUp();

        assertThat(result.gone()).isFalse();
        assertThat(world.server().writes()).isEmpty();
    }

    @Test
    void itGoesThenAndItsPodsServeOn() {
        kubernetesTakesItOff();

        Reconciliation.Result result = world.cleanUp();
        world.server().remove(world.gateway());
        world.garbage().run(_ -> true);
        world.runPeriodicTasks();
        world.garbage().run(_ -> true);

        assertThat(result.gone()).isTrue();
        assertThat(world.server().events()).singleElement().asString().startsWith("Normal Orphaned: ");
        assertThat(world.server().writes().stream().map(Write::toString))
                .containsExactly("patch ConfigMap llm-accepted");
        assertThat(uids(Pod.class)).hasSize(3);
        assertThat(world.kubelet().endedUndrained()).isEmpty();
    }

    @Test
    void theNextOfItsNameTakesAllOfItOverAndReplacesNoPod() {
        kubernetesTakesItOff();
        List<String> pods = uids(Pod.class);
        List<String> seats = uids(ReplicaSet.class);
        world.cleanUp();
        world.server().remove(world.gateway());
        world.create("another-uid");

        world.settle();

        assertThat(world.conditions()).contains("Ready=True Ready");
        assertThat(uids(Pod.class)).isEqualTo(pods);
        assertThat(uids(ReplicaSet.class)).isEqualTo(seats);
        world.server().remove(world.gateway());
        world.runPeriodicTasks();
        assertThat(world.server().writes()).extracting(Write::toString).contains("delete ConfigMap llm-accepted");
    }

    /** The operator takes nothing back of which Kubernetes has taken the owner off: it would drain then. */
    @Test
    void aReconciliationThatDoesNotKnowOfTheDeletionYetTakesNothingBack() {
        kubernetesTakesItOff();

        Reconciliation.Result late = world.reconcile(beforeDeletion);
        Reconciliation.Result result = world.cleanUp();

        assertThat(late.requeueAfter()).isEqualTo(Requeue.AFTER_CONFLICT);
        assertThat(result.gone()).isTrue();
        assertThat(world.server().writes()).extracting(Write::verb).doesNotContain("drain");
        assertThat(ownersOfServiceAccount()).isEmpty();
    }

    /** Somebody else has taken the owner off: the gateway stays, so it gets its own back. */
    @Test
    void aServiceAccountOfAGatewayThatStaysGetsItsOwnerBack() {
        world.server().remove(world.gateway());
        world.create(beforeDeletion.getMetadata().getUid());
        world.garbage().orphan(world.gateway());

        world.reconcile();

        assertThat(ownersOfServiceAccount()).hasSize(1);
    }

    /** How it is told from an ordinary deletion: the ServiceAccount still has its owner. */
    @Test
    void onlyAServiceAccountWithoutOwnerTellsOfIt() {
        finalizersAre("\"sluicegate.dev/drain\"");

        world.cleanUp();

        assertThat(world.server().writes()).extracting(Write::verb).contains("drain");
    }

    private void kubernetesTakesItOff() {
        world.garbage().orphan(world.gateway());
        finalizersAre("\"sluicegate.dev/drain\"");
    }

    private void finalizersAre(String finalizers) {
        world.server().edit(world.gateway(), """
                {"metadata":{"deletionTimestamp":"%s","finalizers":[%s]}}""".formatted(World.NOON.plusSeconds(300), finalizers), "kubectl-delete");
    }

    private List<OwnerReference> ownersOfServiceAccount() {
        return Owners.references(world.the(ServiceAccount.class, Names.serviceAccount("llm")));
    }

    private <T extends HasMetadata> List<String> uids(Class<T> type) {
        return world.server().all(type).stream()
                .map(it -> it.getMetadata().getUid())
                .toList();
    }
}
