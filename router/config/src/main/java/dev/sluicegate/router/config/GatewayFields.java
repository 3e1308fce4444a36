package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.schema.FieldRule;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every field of a gateway's spec. Made of the CRD by the operator's {@code ReferenceTest}: {@code -Dsluicegate.rewrite=true}. */
public final class GatewayFields {
    private static final Set<String> PATHS = Set.of("""
            accounting.
            accounting.sink
            auth.
            auth.keys.
            auth.keys.secretKeyRef.
            auth.keys.secretKeyRef.key
            auth.keys.secretKeyRef.name
            auth.masterKey.
            auth.masterKey.secretKeyRef.
            auth.masterKey.secretKeyRef.key
            auth.masterKey.secretKeyRef.name
            auth.mode
            cache.
            cache.size
            cache.ttl
            drain.
            drain.eviction
            drain.settle
            drain.terminationBudget
            drain.timeout
            image
            imagePullPolicy
            limits.
            limits.assumedOutput
            limits.maxConcurrent
            limits.maxRequestBodySize
            limits.requestsPerMinute
            limits.share
            limits.store.
            limits.store.onFailure
            limits.store.password.
            limits.store.password.secretKeyRef.
            limits.store.password.secretKeyRef.key
            limits.store.password.secretKeyRef.name
            limits.store.timeout
            limits.store.url
            limits.store.username
            limits.tokensPerMinute
            limits.unpriced
            listener.
            listener.headerTimeout
            listener.idleTimeout
            listener.maxConnections
            listener.maxHeaderSize
            listener.maxStreamsPerConnection
            listener.tls.
            listener.tls.certificate.
            listener.tls.certificate.secretRef.
            listener.tls.certificate.secretRef.name
            listener.tls.clientCa.
            listener.tls.clientCa.configMapKeyRef.
            listener.tls.clientCa.configMapKeyRef.key
            listener.tls.clientCa.configMapKeyRef.name
            listener.tls.clientCa.secretKeyRef.
            listener.tls.clientCa.secretKeyRef.key
            listener.tls.clientCa.secretKeyRef.name
            logging.
            logging.accessLog
            logging.level
            logging.prompts
            models[].
            models[].affinity.
            models[].affinity.by
            models[].affinity.header
            models[].aliases[]
            models[].balance
            models[].cacheMarks
            models[].contextFallbacks[]
            models[].fallbacks[]
            models[].hedge.
            models[].hedge.after
            models[].name
            models[].policyFallbacks[]
            models[].retry.
            models[].retry.attempts
            models[].retry.backoff
            models[].retry.maxBackoff
            models[].retry.maxRetryAfter
            models[].retry.statuses[]
            models[].targets[].
            models[].targets[].model
            models[].targets[].provider
            models[].targets[].weight
            models[].unsupported
            pod.
            pod.affinity
            pod.annotations
            pod.env[]
            pod.imagePullSecrets[]
            pod.initContainers[]
            pod.labels
            pod.nodeSelector
            pod.priorityClassName
            pod.resources
            pod.securityContext
            pod.tolerations[]
            pod.topologySpreadConstraints[]
            pod.volumeMounts[]
            pod.volumes[]
            prices[].
            prices[].cacheWrite
            prices[].cachedInput
            prices[].input
            prices[].model
            prices[].output
            prices[].provider
            providers[].
            providers[].addresses[]
            providers[].api
            providers[].baseUrl
            providers[].capabilities.
            providers[].capabilities.efforts[]
            providers[].capabilities.reasoningHistory
            providers[].capabilities.refusedFields[]
            providers[].capabilities.responseFormats
            providers[].capabilities.systemMessages
            providers[].capabilities.tokenLimit
            providers[].capabilities.toolCallIdLength
            providers[].capabilities.toolNameLength
            providers[].capabilities.toolSchemas
            providers[].capabilities.topPWithTemperature
            providers[].chat
            providers[].credentials.
            providers[].credentials.secretKeyRef.
            providers[].credentials.secretKeyRef.key
            providers[].credentials.secretKeyRef.name
            providers[].credentialsHeader
            providers[].ejection.
            providers[].ejection.baseTime
            providers[].ejection.failures
            providers[].ejection.maxTime
            providers[].ejection.window
            providers[].flavor
            providers[].headers
            providers[].loadMetrics.
            providers[].loadMetrics.path
            providers[].loadMetrics.pollInterval
            providers[].maxInFlight
            providers[].name
            providers[].passThrough.
            providers[].passThrough.requestHeaders[]
            providers[].passThrough.responseHeaders[]
            providers[].query
            providers[].queue.
            providers[].queue.size
            providers[].queue.timeout
            providers[].responses
            providers[].serviceRef.
            providers[].serviceRef.name
            providers[].serviceRef.namespace
            providers[].serviceRef.port
            providers[].slots.
            providers[].slots.idlePollInterval
            providers[].slots.path
            providers[].slots.pollInterval
            providers[].streamUsage
            providers[].timeouts.
            providers[].timeouts.connect
            providers[].timeouts.firstByte
            providers[].timeouts.idle
            providers[].timeouts.request
            providers[].tls.
            providers[].tls.ca.
            providers[].tls.ca.configMapKeyRef.
            providers[].tls.ca.configMapKeyRef.key
            providers[].tls.ca.configMapKeyRef.name
            providers[].tls.ca.secretKeyRef.
            providers[].tls.ca.secretKeyRef.key
            providers[].tls.ca.secretKeyRef.name
            providers[].tls.client.
            providers[].tls.client.secretRef.
            providers[].tls.client.secretRef.name
            replicas
            revisionHistoryLimit
            rollout.
            rollout.maxDraining
            rollout.maxSurge
            rollout.maxWarm
            rollout.onFailure
            rollout.paused
            rollout.progressDeadline
            rollout.restart.
            rollout.restart.token
            service.
            service.annotations
            service.ipFamilyPolicy
            service.nodePort
            service.port
            service.type
            streams.
            streams.heartbeat
            tracing.
            tracing.endpoint
            tracing.sampleRatio
            """.strip().split("\n", -1));

    private GatewayFields() {}

    /** The fields of the router's own blocks that mean something to the operator only. */
    public static List<String> notForRouters() {
        List<String> paths = new ArrayList<>();
        for (RecordComponent block : RouterConfig.class.getRecordComponents()) {
            if (block.getType().isRecord()) {
                FieldTable.RULES.of(block.getType()).stream()
                        .filter(rule -> rule.side() == FieldRule.Side.GATEWAY)
                        .forEach(rule -> paths.add(block.getName() + "." + rule.name()));
            }
        }
        return paths;
    }

    /** The paths of the fields that no gateway has. */
    public static List<String> unknown(byte[] spec) {
        try {
            return unknown("", Document.read(spec));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The same, of what stands at this path. */
    static List<String> unknown(String path, Document document) {
        List<String> unknown = new ArrayList<>();
        if (path.isEmpty() || isBlock(path)) {
            unknown(path, path, document, unknown);
        }
        return unknown;
    }

    private static void unknown(String path, String pattern, Document document, List<String> unknown) {
        if (document instanceof Document.Items(List<Document> items)) {
            for (int i = 0; i < items.size(); i++) {
                unknown(path + "[" + i + "]", pattern + "[]", items.get(i), unknown);
            }
        }
        if (document instanceof Document.Fields(Map<String, Document> fields)) {
            fields.forEach((name, value) -> {
                String at = path.isEmpty() ? name : path + "." + name;
                String patternAt = pattern.isEmpty() ? name : pattern + "." + name;
                if (isBlock(patternAt)) {
                    unknown(at, patternAt, value, unknown);
                } else if (!isField(patternAt)) {
                    unknown.add(at);
                }
            });
        }
    }

    /** The sentence for a path that {@link #unknown} has found. */
    public static String noSuchField(String path) {
        int end = path.lastIndexOf('.');
        String block = path.substring(0, Math.max(0, end)).replaceAll("\\[[0-9]+]", "[]");
        return "there is no such field in a gateway's spec" + Spelling.question(path.substring(end + 1), below(block));
    }

    /** Whether a spec has this field or block. */
    static boolean isTopLevel(String name) {
        return isField(name) || isBlock(name);
    }

    /** @param path with {@code []} for each element of a list */
    public static boolean isField(String path) {
        return PATHS.contains(path) || PATHS.contains(path + "[]");
    }

    /** The names of a block's fields; the spec's own for the empty path. */
    public static List<String> below(String block) {
        String start = block.isEmpty() ? "" : block + ".";
        return PATHS.stream()
                .filter(path -> path.startsWith(start))
                .map(path -> path.substring(start.length()).replaceFirst("[.\\[].*", ""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether it has fields of ours; the fields of Kubernetes' own types and the keys of maps are not listed. */
    public static boolean isBlock(String path) {
        return PATHS.contains(path + ".") || PATHS.contains(path + "[].");
    }
}
