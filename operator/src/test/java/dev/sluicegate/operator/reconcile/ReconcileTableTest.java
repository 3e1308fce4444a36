package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.adminTokenBecomes;
import static dev.sluicegate.operator.reconcile.Given.areEdited;
import static dev.sluicegate.operator.reconcile.Given.fails;
import static dev.sluicegate.operator.reconcile.Given.foreignService;
import static dev.sluicegate.operator.reconcile.Given.isAllowed;
import static dev.sluicegate.operator.reconcile.Given.isDeleted;
import static dev.sluicegate.operator.reconcile.Given.isDenied;
import static dev.sluicegate.operator.reconcile.Given.isEdited;
import static dev.sluicegate.operator.reconcile.Given.isNotReportedYet;
import static dev.sluicegate.operator.reconcile.Given.isThere;
import static dev.sluicegate.operator.reconcile.Given.specBecomes;
import static dev.sluicegate.operator.reconcile.Given.timePasses;
import static dev.sluicegate.operator.reconcile.Row.fresh;
import static dev.sluicegate.operator.reconcile.Row.steady;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.apiserver.Fault;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole of a reconciliation, against an API server in memory: what is there before, and what is written, said and told. */
class ReconcileTableTest {
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final String ROTATED = "{\"data\":{\"api-key\":\"cm90YXRlZA==\"}}";

    private static RouterGateway sharer() {
        RouterGateway gateway = Gateways.named("other");
        gateway.getMetadata().setUid("another-uid");
        gateway.setSpec(Gateways.spec(Gateways.SPEC));
        return gateway;
    }

    private static final Set<String> RIGHTS_USED = new TreeSet<>();
    private static final AtomicInteger ROWS = new AtomicInteger();

    @ParameterizedTest
    @MethodSource({"ordinary", "foreign", "refused", "uncertain", "poisoned"})
    void rows(Row row) {
        check(row);
    }

    @ParameterizedTest
    @MethodSource({
        "dev.sluicegate.operator.reconcile.EndRows#ending",
        "dev.sluicegate.operator.reconcile.EndRows#foreignOnPods"
    })
    void ends(Row row) {
        row.check();
    }

    @ParameterizedTest
    @MethodSource({
        "dev.sluicegate.operator.reconcile.NodeRows#leaving",
        "dev.sluicegate.operator.reconcile.NodeRows#evictions"
    })
    void nodes(Row row) {
        check(row);
    }

    @ParameterizedTest
    @MethodSource({
        "dev.sluicegate.operator.reconcile.SeatRows#comingAndGoing",
        "dev.sluicegate.operator.reconcile.SeatRows#failing",
        "dev.sluicegate.operator.reconcile.SeatRows#poisonedTimes",
        "dev.sluicegate.operator.reconcile.ReloadRows#reloading",
        "dev.sluicegate.operator.reconcile.ReloadRows#rotating",
        "dev.sluicegate.operator.reconcile.ReloadRows#spoiling",
        "dev.sluicegate.operator.reconcile.WatchdogRows#replacing",
        "dev.sluicegate.operator.reconcile.EvidenceRows#kept",
        "dev.sluicegate.operator.reconcile.EvidenceRows#notKept",
        "dev.sluicegate.operator.reconcile.KeyRows#keys"
    })
    void seats(Row row) {
        check(row);
    }

    private static void check(Row row) {
        RIGHTS_USED.addAll(row.check());
        ROWS.incrementAndGet();
    }

    /** Row 31: each right that the chart gives is used in some row, and no row uses another. Only known when all rows have run. */
    @AfterAll
    static void grantedRightsAreThoseThatAreUsed() {
        List<Row> all = new ArrayList<>(SeatRows.poisonedTimes().toList());
        Stream.of(
                        ordinary(),
                        foreign(),
                        refused(),
                        uncertain(),
                        poisoned(),
                        SeatRows.comingAndGoing(),
                        SeatRows.failing(),
                        NodeRows.leaving(),
                        NodeRows.evictions(),
                        ReloadRows.reloading(),
                        ReloadRows.rotating(),
                        ReloadRows.spoiling(),
                        WatchdogRows.replacing(),
                        EvidenceRows.kept(),
                        EvidenceRows.notKept(),
                        KeyRows.keys())
                .forEach(all::addAll);
        if (ROWS.get() >= all.size()) {
            RIGHTS_USED.addAll(GrantedRights.ofTheFramework());
            assertThat(GrantedRights.inNamespace()).isEqualTo(RIGHTS_USED);
        }
        assertThat(GrantedRights.inCluster())
                .as("rights in the whole cluster")
                .noneMatch(it -> it.contains("secrets") || it.contains("*"));
    }

    static List<Row> ordinary() {
        return List.of(
                fresh("a new gateway gets its objects and its first revision")
                        .writesAllOfANewGateway()
                        .says("Accepted=True Valid", "Ready=False Rolling", "Stalled=False Progressing")
                        .tells("Normal RolloutStarted: bringing up revision REVISION"),
                steady("nothing is written when nothing has changed").says("Ready=True Ready"),
                steady("nothing is written by the next operator either")
                        .given(World::restartOperator)
                        .says("Ready=True Ready"),
                steady("another port of the Service is one write")
                        .given(specBecomes("{\"service\":{\"port\":8080}}"))
                        .writes("apply ConfigMap llm-accepted", "apply Service llm", "status RouterGateway llm")
                        .says("Ready=True Ready"),
                steady("a rotated Secret is a new revision")
                        .given(isEdited(Secret.class, "openai", ROTATED))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .tells("Normal RolloutStarted: …"),
                steady("one that another gateway shares is taken up when it is this one's turn")
                        .given(world -> world.server().put(sharer(), "kubectl"))
                        .given(isEdited(Secret.class, "openai", ROTATED))
                        .says("Ready=True Ready")
                        .then(timePasses(SecretRotations.EACH))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .tells("Normal RolloutStarted: …"),
                steady("pods of a gateway whose provider is a Service may see its servers")
                        .given(specBecomes("""
                                {"providers": [
                                  {"name": "openai", "api": "OpenAI", "baseUrl": "http://models/v1",
                                   "serviceRef": {"name": "models"}},
                                  {"name": "local", "api": "OpenAI", "baseUrl": "http://models.other/v1",
                                   "serviceRef": {"name": "models", "namespace": "other"}}]}"""))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "apply Role llm-router",
                                "apply RoleBinding llm-router",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .because("Accepted", "provider local is Service models in namespace other")
                        .tells("Warning Suspicious: …", "Normal RolloutStarted: …"),
                steady("pods of a gateway whose provider is an InferencePool may see that pool and pods")
                        .given(specBecomes("""
                                {"providers": [
                                  {"name": "openai", "api": "OpenAI", "baseUrl": "http://models/v1",
                                   "inferencePoolRef": {"name": "models"}},
                                  {"name": "local", "api": "OpenAI", "baseUrl": "http://local/v1"}]}"""))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "apply Role llm-router",
                                "apply RoleBinding llm-router",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .tells("Normal RolloutStarted: …"),
                steady("an object of ours that was deleted comes back")
                        .given(isDeleted(PodDisruptionBudget.class, "llm"))
                        .writes("apply PodDisruptionBudget llm")
                        .says("Ready=True Ready"),
                steady("a Secret that vanishes is said, and what runs stays")
                        .given(isDeleted(Secret.class, "openai"))
                        .writes("status RouterGateway llm")
                        .says(
                                "Accepted=False SecretMissing",
                                "Available=True EnoughPodsOpen",
                                "Stalled=True SecretMissing")
                        .because("Accepted", "create it with the key api-key")
                        .tells("Warning SecretMissing: …"));
    }

    static List<Row> foreign() {
        return List.of(
                steady("a field that we do not mention is left alone")
                        .given(isEdited(Service.class, "llm", "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}"))
                        .says("Ready=True Ready"),
                steady("a port that somebody adds is left alone")
                        .given(
                                isEdited(
                                        Service.class,
                                        "llm",
                                        "{\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":80,\"protocol\":\"TCP\",\"targetPort\":\"http\"},{\"name\":\"x\",\"port\":81,\"protocol\":\"TCP\"}]}}"))
                        .says("Ready=True Ready"),
                steady("a field of ours that somebody changes is written back, and told")
                        .given(isEdited(
                                Service.class, "llm", "{\"spec\":{\"selector\":{\"sluicegate.dev/traffic\":\"off\"}}}"))
                        .writes("apply Service llm", "apply Service llm")
                        .says("Ready=True Ready")
                        .tells("Warning Overwritten: …"),
                steady(
                                "a label that somebody adds to the Service's selector, so that it selects no pod, is taken off, and told")
                        .given(isEdited(Service.class, "llm", "{\"spec\":{\"selector\":{\"team\":\"a\"}}}"))
                        .writes("apply Service llm", "apply Service llm")
                        .says("Ready=True Ready")
                        .tells("Warning Overwritten: …")
                        .then(world -> assertThat(world.the(Service.class, "llm")
                                        .getSpec()
                                        .getSelector())
                                .containsOnlyKeys(Names.GATEWAY, Names.TRAFFIC))
                        .says("Ready=True Ready"),
                steady("nor does a budget keep what somebody adds to its selector")
                        .given(isEdited(
                                PodDisruptionBudget.class,
                                "llm",
                                "{\"spec\":{\"selector\":{\"matchLabels\":{\"team\":\"a\"}}}}"))
                        .writes("apply PodDisruptionBudget llm", "apply PodDisruptionBudget llm")
                        .says("Ready=True Ready")
                        .tells("Warning Overwritten: …"),
                fresh("a Service of somebody else is left alone; all the rest is made")
                        .given(isThere(foreignService()))
                        .writesAllOfANewGateway("apply Service llm")
                        .says("Accepted=True Valid", "Ready=False NameTaken", "Stalled=True NameTaken")
                        .because("Stalled", "Service llm is there already and does not belong to this gateway")
                        .tells("Normal RolloutStarted: bringing up revision REVISION", "Warning NameTaken: …")
                        .againWithin(SOON)
                        .then(isDeleted(Service.class, "llm"))
                        .writes("apply Service llm", "status RouterGateway llm")
                        .says("Stalled=False Progressing")
                        .tells("Normal Recovered: …"));
    }

    static List<Row> refused() {
        return List.of(
                steady("a missing right is said, and noticed when it is given back")
                        .given(isDeleted(Service.class, "llm"))
                        .given(isDenied("patch services"))
                        .writes("apply Service llm", "status RouterGateway llm")
                        .says(
                                "Ready=False MissingRights",
                                "Stalled=True MissingRights",
                                "Available=True EnoughPodsOpen")
                        .because("Stalled", "give its ServiceAccount the Role of the chart in this namespace")
                        .tells("Warning MissingRights: …")
                        .againWithin(SOON)
                        .then(isAllowed("patch services"))
                        .writes("apply Service llm", "status RouterGateway llm")
                        .says("Ready=True Ready", "Stalled=False Progressing")
                        .tells("Normal Ready: …", "Normal Recovered: …"),
                fresh("a quota is said with its message, and is no missing right")
                        .given(fails(Fault.quota("create ReplicaSet")))
                        .writesAllOfANewGateway()
                        .says("Stalled=True RefusedByPolicy")
                        .because("Stalled", "exceeded quota: objects")
                        .tells("Normal RolloutStarted: bringing up revision REVISION", "Warning RefusedByPolicy: …")
                        .againWithin(SOON)
                        .then(world -> {})
                        .writes("create ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says("Stalled=False Progressing")
                        .tells("Normal Recovered: …"),
                fresh("a foreign Secret of the admin token's name is noticed, and soon also that it is gone")
                        .given(world ->
                                world.server().put(World.secret("llm-admin", "token", "Zm9yZWlnbg=="), "kubectl"))
                        .writes("create ConfigMap llm-accepted", "status RouterGateway llm")
                        .says("Accepted=False NameTaken", "Stalled=True NameTaken")
                        .tells("Warning NameTaken: …")
                        .againWithin(SOON)
                        .then(isDeleted(Secret.class, "llm-admin"))
                        .writesAllOfANewGateway("create ConfigMap llm-accepted")
                        .says("Stalled=False Progressing")
                        .tells("Normal Accepted: …", "Normal RolloutStarted: …", "Normal Recovered: …"),
                fresh("a namespace that is going is no fault of anybody")
                        .given(fails(Fault.namespaceTerminating("create Secret llm-admin")))
                        .writes("create ConfigMap llm-accepted", "create Secret llm-admin", "status RouterGateway llm")
                        .says("Accepted=False NamespaceTerminating", "Stalled=False Progressing")
                        .tells("Warning NamespaceTerminating: …"),
                steady("a status that is refused is tried again")
                        .given(isDeleted(Secret.class, "openai"))
                        .given(isDenied("patch routergateways/status"))
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .againWithin(SOON)
                        .then(isAllowed("patch routergateways/status"))
                        .writes("status RouterGateway llm")
                        .says("Accepted=False SecretMissing")
                        .tells("Warning SecretMissing: …"));
    }

    static List<Row> uncertain() {
        return List.of(
                fresh("what was made although the answer was a time-out is found, not made twice")
                        .given(fails(Fault.timeoutAfterCommit("create ReplicaSet")))
                        .writesAllOfANewGateway()
                        .says("Ready=False ApiServerUnavailable", "Stalled=False Progressing")
                        .tells("Normal RolloutStarted: bringing up revision REVISION")
                        .then(world -> world.view()
                                .holdBack("ReplicaSet "
                                        + world.server()
                                                .all(ReplicaSet.class)
                                                .getFirst()
                                                .getMetadata()
                                                .getName()))
                        .writes("create ReplicaSet llm-REVISION-1", "status RouterGateway llm")
                        .says("Ready=False Rolling"),
                steady("a record that the watch has not reported is found, not made anew")
                        .given(isNotReportedYet("ConfigMap llm-accepted"))
                        .writes("create ConfigMap llm-accepted")
                        .says("Ready=True Ready"),
                steady("a token whose Secret the watch has not reported is not made anew")
                        .given(isNotReportedYet("Secret llm-admin"))
                        .writes("create Secret llm-admin")
                        .says("Ready=True Ready"),
                steady("what is decided on an old view is not written over what is new")
                        .given(world -> world.view().freeze())
                        .given(isEdited(Service.class, "llm", "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}"))
                        .given(specBecomes("{\"service\":{\"port\":8080}}"))
                        .writes("apply ConfigMap llm-accepted", "apply Service llm", "status RouterGateway llm")
                        .againWithin(Duration.ofMillis(100))
                        .then(world -> world.view().thaw())
                        .writes("apply Service llm")
                        .says("Ready=True Ready"),
                steady("what has changed meanwhile is decided anew")
                        .given(isEdited(Service.class, "llm", "{\"spec\":{\"type\":\"NodePort\"}}"))
                        .given(fails(Fault.conflict("apply Service")))
                        .writes("apply Service llm")
                        .says("Ready=True Ready")
                        .againWithin(Duration.ofMillis(100)));
    }

    static List<Row> poisoned() {
        return List.of(
                steady("a token with a newline behind it is the same token")
                        .given(world ->
                                adminTokenBecomes(world.adminToken() + "\n").accept(world))
                        .says("Ready=True Ready"),
                steady("a token that cannot be one is said, and what runs stays")
                        .given(adminTokenBecomes("two\nlines"))
                        .writes("status RouterGateway llm")
                        .says("Accepted=False AdminTokenUnusable", "Available=True EnoughPodsOpen")
                        .because("Stalled", "delete the Secret")
                        .tells("Warning AdminTokenUnusable: …"),
                steady("a fault that nobody thought of ends in the conditions, and is tried again")
                        .given(areEdited(Pod.class, "{\"metadata\":{\"creationTimestamp\":\"yesterday\"}}"))
                        .writes("status RouterGateway llm")
                        .says(
                                "Ready=False OperatorFault",
                                "Stalled=True OperatorFault",
                                "Available=True EnoughPodsOpen")
                        .because("Stalled", "yesterday")
                        .tells("Warning OperatorFault: …")
                        .againWithin(Duration.ofSeconds(15)),
                steady("so does an error of the program, which would end a thread")
                        .given(world -> world.view().breaksWith(new StackOverflowError("too deep")))
                        .writes("status RouterGateway llm")
                        .says("Stalled=True OperatorFault")
                        .because("Stalled", "too deep")
                        .tells("Warning OperatorFault: …")
                        .againWithin(Duration.ofSeconds(15)),
                steady(
                                "a list of keys of which each is wrong is told, though etcd has no room for all that is to be said")
                        .given(world ->
                                world.server().put(World.secret("llm-keys", "keys.yaml", wrongKeys()), "kubectl"))
                        .given(specBecomes(
                                "{\"auth\":{\"mode\":\"Keys\",\"keys\":{\"secretKeyRef\":{\"name\":\"llm-keys\"}}}}"))
                        .writes("status RouterGateway llm")
                        .says("Accepted=False InvalidKeys", "Stalled=True InvalidKeys")
                        .tells("Warning InvalidKeys: …"),
                steady("a status in which somebody has written is written again")
                        .given(isEdited(RouterGateway.class, "llm", """
                                {"status":{"candidateRevision":"other","rollout":{"startedAt":"yesterday"},
                                 "conditions":[{},{"type":"Accepted"}],"pods":[{"name":"a"},{"name":"a"}]}}"""))
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready", "Stalled=False Progressing")
                        .tells("Normal Ready: …", "Normal PodOpen: …", "Normal PodGone: pod a is gone"),
                steady("annotations of ours on pods may say anything")
                        .given(areEdited(
                                Pod.class,
                                "{\"metadata\":{\"annotations\":{\"sluicegate.dev/retired-at\":\"yesterday\"}}}"))
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready", "Accepted=True Suspicious")
                        .tells("Warning Suspicious: …"),
                steady("a record of the accepted spec that is nonsense is written again")
                        .given(isEdited(ConfigMap.class, "llm-accepted", "{\"data\":{\"accepted.json\":\"{\"}}"))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "apply ConfigMap llm-accepted",
                                "status RouterGateway llm")
                        .says("Ready=True Ready")
                        .tells("Warning Overwritten: …"));
    }

    /** 9,000 keys with a field that is misspelt. */
    private static String wrongKeys() {
        StringBuilder keys = new StringBuilder("keys:\n");
        for (int i = 0; i < 9_000; i++) {
            keys.append("- {id: key-%d, sha256: %s, modells: [fast]}\n".formatted(i, "0".repeat(64)));
        }
        return Base64.getEncoder().encodeToString(keys.toString().getBytes(UTF_8));
    }
}
