package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 7: what cannot work is refused, or a condition says what to do; what runs goes on untouched. */
@ExtendWith(OnStage.class)
class BadInputIT {
    /** As in {@link GatewayManifest}, and what follows. */
    private static final String PROVIDERS = """
            {"spec":{"providers":[
              {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
               "timeouts":{"connect":"30s"},
               "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
              {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
               "timeouts":{"connect":"30s"},
               "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}}%s]}}""";

    private static final String AS_BEFORE =
            "{\"spec\":{\"pod\":{\"nodeSelector\":null,\"env\":[{\"name\":\"SLUICEGATE_MUTANT\",\"value\":\"\"}]}}}";

    private final Stage stage;

    BadInputIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aRunningGatewayIsNotTouchedByWhatCannotWork() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        Set<String> pods = gateway.podUids();

        assertThatThrownBy(() -> gateway.patch("{\"spec\":{\"providers\":[]}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("no providers configured; write at least one under spec.providers");
        assertThatThrownBy(
                        () -> gateway.patch("{\"spec\":{\"drain\":{\"settle\":\"5m\",\"terminationBudget\":\"4m\"}}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.drain.settle")
                .hasMessageContaining("must be shorter than terminationBudget");

        gateway.patch("""
                {"spec":{"providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "credentials":{"secretKeyRef":{"name":"forgotten","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080"}]}}""");
        gateway.awaitCondition("Accepted", "False", "forgotten", Stage.PATIENCE);
        assertThat(serving(gateway)).containsAll(pods);

        gateway.patch("""
                {"spec":{"image":"sluicegate/router:never-built","providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "timeouts":{"connect":"30s"},
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
                   "timeouts":{"connect":"30s"},
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}}],
                 "rollout":{"progressDeadline":"1h"}}}""");
        gateway.awaitCondition("Stalled", "True", "sluicegate/router:never-built", Stage.PATIENCE);
        assertThat(serving(gateway)).containsAll(pods);

        gateway.patch("{\"spec\":{\"image\":\"" + stage.images().router() + "\"}}");
        gateway.awaitReady(Stage.PATIENCE);
        assertThat(gateway.podUids()).as("back to what ran all the time").isEqualTo(pods);
    }

    /** Long before the progress deadline, and by their own names. */
    @Test
    void whatOnlyThePodOrItsNodeCanFindOutIsSaidWithinSecondsAndGoesWithItsCause() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        Set<String> pods = gateway.podUids();
        gateway.patch("{\"spec\":{\"rollout\":{\"progressDeadline\":\"1h\",\"onFailure\":\"Hold\"}}}");

        stalls(
                gateway,
                "{\"env\":[{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-XX:NoSuchOption\"}]}",
                "CrashLoopBackOff",
                "exit code 1");
        assertThat(serving(gateway)).isEqualTo(pods);
        stalls(gateway, "{\"nodeSelector\":{\"no-node\":\"has-this\"}}", "Unschedulable", "ask for less in spec.pod");
        assertThat(serving(gateway)).isEqualTo(pods);
        stalls(
                gateway,
                "{\"env\":[{\"name\":\"A\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"simulated-provider\",\"key\":\"forgotten\"}}}]}",
                "CreateContainerConfigError",
                "forgotten");
        assertThat(serving(gateway)).isEqualTo(pods);

        Secret authority = noAuthority();
        stage.client().resource(authority).create();
        try {
            gateway.patch(PROVIDERS.formatted("""
                    ,{"name":"elsewhere","api":"OpenAI","baseUrl":"https://simulated-provider:8443/v1",
                      "tls":{"ca":{"secretKeyRef":{"name":"no-authority","key":"ca.crt"}}}}"""));
            gateway.awaitCondition("Stalled", "True", "ConfigRejected", Stage.PATIENCE);
            assertThat(serving(gateway)).isEqualTo(pods);
        } finally {
            stage.client().resource(authority).delete();
        }

        gateway.patch(PROVIDERS.formatted(""));
        gateway.awaitReady(Stage.PATIENCE);
        assertThat(gateway.condition("Stalled").orElseThrow().getStatus()).isEqualTo("False");
        assertThat(gateway.podUids()).as("back to what ran all the time").isEqualTo(pods);
    }

    @Test
    void aQuotaAndTooLittleMemoryAreNamedAndTheRolloutGoesOnWhenTheyAreGone() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        Set<String> pods = gateway.podUids();
        String before = gateway.stableRevision();
        gateway.patch("{\"spec\":{\"rollout\":{\"progressDeadline\":\"1h\",\"onFailure\":\"Hold\"}}}");

        ResourceQuota quota = noPods();
        stage.client().resource(quota).create();
        try {
            long began = System.nanoTime();
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            gateway.awaitCondition("Stalled", "True", "exceeded quota", Stage.PATIENCE);
            said("a quota", began);
            assertThat(gateway.condition("Ready").orElseThrow().getReason()).isEqualTo("FailedCreate");
            assertThat(serving(gateway)).isEqualTo(pods);
        } finally {
            stage.client().resource(quota).delete();
        }
        long gone = System.nanoTime();
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        said("the new revision, after the quota had gone,", gone);
        gateway.awaitReady(Stage.PATIENCE);

        Set<String> others = gateway.podUids();
        long began = System.nanoTime();
        gateway.patch(
                "{\"spec\":{\"pod\":{\"resources\":{\"requests\":{\"memory\":\"24Mi\"},\"limits\":{\"memory\":\"24Mi\"}}}}}");
        gateway.awaitCondition("Stalled", "True", "exit code 137", Stage.PATIENCE);
        said("the lack of memory", began);
        assertThat(gateway.condition("Ready").orElseThrow().getReason()).isEqualTo("OOMKilled");
        assertThat(serving(gateway)).isEqualTo(others);
        gateway.patch(
                "{\"spec\":{\"pod\":{\"resources\":{\"requests\":{\"memory\":\"64Mi\"},\"limits\":{\"memory\":\"400Mi\"}}}}}");
        gateway.awaitReady(Stage.PATIENCE);
        assertThat(gateway.podUids()).as("back to what ran all the time").isEqualTo(others);
    }

    private static void said(String what, long began) {
        System.err.println(what + " was seen after "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
    }

    private ResourceQuota noPods() {
        return new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("no-more-pods")
                .withNamespace(stage.namespace())
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("0"))
                .endSpec()
                .build();
    }

    private static void stalls(LiveGateway gateway, String pod, String reason, String why) {
        gateway.patch("{\"spec\":{\"pod\":" + pod + "}}");
        gateway.awaitCondition("Stalled", "True", why, Stage.PATIENCE);
        assertThat(gateway.condition("Ready").orElseThrow().getReason())
                .as("what STATUS shows")
                .isEqualTo(reason);
        gateway.patch(AS_BEFORE);
    }

    /** It looks like a certificate to the operator, which has no need to read it. */
    private Secret noAuthority() {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("no-authority")
                .withNamespace(stage.namespace())
                .endMetadata()
                .addToStringData("ca.crt", "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n")
                .build();
    }

    @Test
    void whatIsMissingIsNamedAndFoundWhenItComes() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        String before = gateway.stableRevision();
        gateway.patch("""
                {"spec":{"providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080"},
                  {"name":"elsewhere","api":"OpenAI","baseUrl":"https://simulated-provider:8443/v1",
                   "tls":{"ca":{"configMapKeyRef":{"name":"authority","key":"ca.crt"}}}}]}}""");
        gateway.awaitCondition("Accepted", "False", "ConfigMap authority", Stage.PATIENCE);
        assertThat(gateway.stableRevision()).isEqualTo(before);

        // a certificate that every namespace has
        var configMaps = stage.client().configMaps().inNamespace(stage.namespace());
        Map<String, String> data = Objects.requireNonNull(
                        configMaps.withName("kube-root-ca.crt").get())
                .getData();
        var authority = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("authority")
                .endMetadata()
                .withData(data)
                .build();
        configMaps.resource(authority).create();
        try {
            gateway.awaitCondition("Accepted", "True", "", Stage.PATIENCE);
            gateway.awaitProvenAfter(before, Stage.PATIENCE);
        } finally {
            configMaps.resource(authority).delete();
        }
    }

    @Test
    void aGatewayWithoutProvidersIsRefused() {
        String manifest = """
                apiVersion: sluicegate.dev/v1alpha1
                kind: RouterGateway
                metadata: {name: empty}
                spec: {models: [{name: fast, targets: [{provider: openai}]}]}
                """;
        assertThatThrownBy(() -> LiveGateway.apply(stage.client(), stage.namespace(), manifest))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("no providers configured");
    }

    /** Those in the Service, by uid. */
    private static Set<String> serving(LiveGateway gateway) {
        return gateway.pods().stream()
                .filter(RouterPods::isOpen)
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
    }
}
