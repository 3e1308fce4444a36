package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluicegate.e2e.install.LiveGateway;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 31: the operator asks for nothing that the chart does not grant, and makes use of all that it grants. The audit log also has
 * what other tests on this cluster made it ask.
 */
@ExtendWith(OnStage.class)
class OperatorRightsIT {
    /** Rights that the life of a gateway does not need, and what they are for. */
    private static final Map<String, String> RARE = Map.ofEntries(
            Map.entry("create services", "the API server asks for it when an apply makes one, and logs the apply"),
            Map.entry("create serviceaccounts", "the same"),
            Map.entry("create poddisruptionbudgets", "the same"),
            Map.entry("create roles", "the same"),
            Map.entry("create rolebindings", "the same"),
            Map.entry("get endpointslices", "whoever gives a right must have it"),
            Map.entry("list endpointslices", "the same"),
            Map.entry("watch endpointslices", "the same"),
            Map.entry("list inferencepools", "the same"),
            Map.entry("watch inferencepools", "the same"),
            Map.entry(
                    "update routergateways/finalizers", "the plugin OwnerReferencesPermissionEnforcement asks for it"),
            Map.entry("get secrets", "one that is there and not in the view: a time-out after a commit"),
            Map.entry("get replicasets", "the same"),
            Map.entry("get configmaps", "the same"),
            Map.entry("get routergateways", "one that has changed while it was worked on"),
            Map.entry("get namespaces", "one that is being deleted"),
            Map.entry("delete pods", "one that was evicted and replaced"),
            Map.entry("get events", "an Event that comes again"),
            Map.entry("patch events", "the same"));

    private final Stage stage;

    OperatorRightsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void whatIsGrantedIsUsedAndNothingElseIsAsked() {
        Optional<Path> auditLog = stage.cluster().auditLog();
        assumeThat(auditLog)
                .as("%s has an audit log", stage.cluster().description())
                .isPresent();
        Path log = auditLog.orElseThrow();
        Set<String> granted = OperatorRights.granted(stage.client());
        live();

        Set<String> neverGranted = new TreeSet<>(OperatorRights.refused(log));
        neverGranted.removeAll(granted);
        assertThat(neverGranted).as("asked for and never granted").isEmpty();
        assertThat(needless(granted, log)).as("granted, and of no use").isEmpty();

        granted.add("delete secrets");
        assertThat(needless(granted, log)).as("a right too many is found").containsExactly("delete secrets");
    }

    private static Set<String> needless(Set<String> granted, Path log) {
        Set<String> unused = new TreeSet<>(granted);
        unused.removeAll(OperatorRights.used(log));
        System.err.println(granted.size() + " rights are granted, these were not used: " + unused);
        unused.removeAll(RARE.keySet());
        return unused;
    }

    /** The lease is taken over; a gateway is made, given a client's key, rolled and deleted, and its earlier revision is forgotten. */
    private void live() {
        stage.restartOperator();
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 1).withSettle("1s"));
        String before = gateway.stableRevision();
        // providers that are Services, so that the pods get a right
        gateway.patch("""
                {"spec": {"revisionHistoryLimit": 0, "auth": {"mode": "Keys", "routerKeys": {}}, "providers": [
                  {"name": "openai", "api": "OpenAI", "baseUrl": "http://simulated-provider:8080/v1",
                   "serviceRef": {"name": "simulated-provider"}},
                  {"name": "anthropic", "api": "Anthropic", "baseUrl": "http://simulated-provider:8080",
                   "serviceRef": {"name": "simulated-provider"}}]}}""");
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        RouterKeys keys = new RouterKeys(stage);
        keys.create("key", gateway);
        keys.awaitPublished("key");
        keys.delete("key");
        gateway.delete();
        gateway.awaitGone(Stage.PATIENCE);
    }
}
