package dev.sluicegate.e2e.promise;

import dev.sluicegate.e2e.install.Images;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gateway in front of the simulated provider.
 *
 * @param mutant the word of a router with a broken drain; empty for a good one
 */
record GatewayManifest(
        String name,
        int replicas,
        String image,
        String settle,
        String timeout,
        String terminationBudget,
        String eviction,
        String tolerations,
        String mutant) {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Each has a name of its own, so that no test waits for the end of another's gateway. */
    static GatewayManifest of(Images images, int replicas) {
        return new GatewayManifest(
                "llm-" + COUNT.incrementAndGet(), replicas, images.router(), "5s", "4m", "4m", "Wait", "[]", "");
    }

    GatewayManifest withSettle(String longer) {
        return new GatewayManifest(
                name, replicas, image, longer, timeout, terminationBudget, eviction, tolerations, mutant);
    }

    GatewayManifest withTimeout(String shorter) {
        return new GatewayManifest(
                name, replicas, image, settle, shorter, terminationBudget, eviction, tolerations, mutant);
    }

    GatewayManifest withTerminationBudget(String shorter) {
        return new GatewayManifest(name, replicas, image, settle, timeout, shorter, eviction, tolerations, mutant);
    }

    GatewayManifest withEviction(String other) {
        return new GatewayManifest(
                name, replicas, image, settle, timeout, terminationBudget, other, tolerations, mutant);
    }

    /** @param yaml as in any pod */
    GatewayManifest withTolerations(String yaml) {
        return new GatewayManifest(name, replicas, image, settle, timeout, terminationBudget, eviction, yaml, mutant);
    }

    /** @param other empty for the operator's default */
    GatewayManifest withImage(String other) {
        return new GatewayManifest(
                name, replicas, other, settle, timeout, terminationBudget, eviction, tolerations, mutant);
    }

    GatewayManifest withMutant(String image, String mutant) {
        return new GatewayManifest(
                name, replicas, image, settle, timeout, terminationBudget, eviction, tolerations, mutant);
    }

    String yaml() {
        return """
                apiVersion: sluicegate.dev/v1alpha1
                kind: RouterGateway
                metadata: {name: %s}
                spec:
                  replicas: %d
                  %s
                  imagePullPolicy: IfNotPresent
                  providers:
                    - name: openai
                      api: OpenAI
                      baseUrl: http://simulated-provider:8080/v1
                      credentials: {secretKeyRef: {name: simulated-provider, key: api-key}}
                      timeouts: {connect: 30s}
                    - name: anthropic
                      api: Anthropic
                      baseUrl: http://simulated-provider:8080
                      credentials: {secretKeyRef: {name: simulated-provider, key: api-key}}
                      timeouts: {connect: 30s}
                  models:
                    - {name: fast, targets: [{provider: openai, model: sim}]}
                    - {name: smart, targets: [{provider: anthropic, model: sim}]}
                  drain: {settle: %s, timeout: %s, terminationBudget: %s, eviction: %s}
                  service: {type: NodePort}
                  pod:
                    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 400Mi}}
                    tolerations: %s
                    env: [{name: SLUICEGATE_MUTANT, value: "%s"}]
                """.formatted(
                        name,
                        replicas,
                        image.isEmpty() ? "" : "image: " + image,
                        settle,
                        timeout,
                        terminationBudget,
                        eviction,
                        tolerations,
                        mutant);
    }
}
