package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All objects of a gateway as text, without what differs from run to run: names that are made, uids, times, hashes, the token. */
final class GatewayObjectsThere {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> OF_METADATA =
            List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "generateName");
    private static final List<String> OF_ANNOTATIONS = List.of(Names.APPLIED, Names.PROVEN_AT, Names.RETIRED_AT);
    private static final List<String> OF_SERVICES = List.of("clusterIP", "clusterIPs");
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z";
    private static final String HASH = "[0-9a-f]{64}";

    private final KubernetesClient client;
    private final String namespace;
    private final String gateway;

    private GatewayObjectsThere(KubernetesClient client, String namespace, String gateway) {
        this.client = client;
        this.namespace = namespace;
        this.gateway = gateway;
    }

    /** One line for each object, sorted. */
    static List<String> of(KubernetesClient client, String namespace, String gateway) {
        return new GatewayObjectsThere(client, namespace, gateway).lines();
    }

    private List<String> lines() {
        Map<String, String> replaced = replaced();
        List<String> lines = new ArrayList<>();
        Stream.of(
                        listed(client.configMaps()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(client.secrets()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(client.services()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(client.serviceAccounts()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(client.apps()
                                .replicaSets()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(client.pods()
                                .inNamespace(namespace)
                                .withLabel(Names.GATEWAY, gateway)
                                .list()
                                .getItems()),
                        listed(resource().stream().toList()))
                .flatMap(List::stream)
                .forEach(it -> lines.add(plain(text(it), replaced)));
        return lines.stream().sorted().toList();
    }

    private static List<HasMetadata> listed(List<? extends HasMetadata> objects) {
        return List.copyOf(objects);
    }

    private Optional<RouterGateway> resource() {
        return Optional.ofNullable(client.resources(RouterGateway.class)
                .inNamespace(namespace)
                .withName(gateway)
                .get());
    }

    /** What is called differently in each run, and how it is called here: revisions by their age. */
    private Map<String, String> replaced() {
        Map<String, String> names = new LinkedHashMap<>();
        List<String> revisions =
                client.configMaps().inNamespace(namespace).withLabel(Names.GATEWAY, gateway).list().getItems().stream()
                        .filter(it -> it.getMetadata().getLabels().containsKey(Names.REVISION))
                        .sorted(Comparator.comparing(
                                (ConfigMap it) -> it.getMetadata().getCreationTimestamp()))
                        .map(it -> it.getMetadata().getLabels().get(Names.REVISION))
                        .toList();
        for (int i = 0; i < revisions.size(); i++) {
            names.put(revisions.get(i), "REVISION" + (i + 1));
        }
        Secret secret = client.secrets()
                .inNamespace(namespace)
                .withName(Names.adminSecret(gateway))
                .get();
        if (secret != null) {
            secret.getData().forEach((_, value) -> {
                names.put(
                        AdminApi.drainWaitToken(new String(Base64.getDecoder().decode(value), UTF_8).strip()), "WAIT");
                names.put(value, "TOKEN");
            });
        }
        resource().ifPresent(it -> names.put(it.getMetadata().getUid(), "UID"));
        names.put(gateway, "GATEWAY");
        return names;
    }

    private static String plain(String text, Map<String, String> replaced) {
        String plain = text;
        for (Map.Entry<String, String> each : replaced.entrySet()) {
            plain = plain.replace(each.getKey(), each.getValue());
        }
        // of a record; a seat's template has the word of a preStop hook, which must be this gateway's
        return (plain.startsWith("ConfigMap") ? plain.replaceAll(HASH, "HASH") : plain).replaceAll(TIME, "TIME");
    }

    private String text(HasMetadata object) {
        ObjectNode tree = MAPPER.valueToTree(object);
        ObjectNode metadata = tree.withObjectProperty("metadata");
        metadata.remove(OF_METADATA);
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(OF_ANNOTATIONS);
        }
        for (JsonNode owner : metadata.path("ownerReferences")) {
            ((ObjectNode) owner).remove("uid");
            ((ObjectNode) owner).remove("name");
        }
        switch (object.getKind()) {
            case "Pod" -> {
                metadata.remove(List.of("name"));
                tree.put(
                        "ready",
                        tree.at("/status/conditions").toString().contains("\"type\":\"Ready\"") && isReady(tree));
                tree.remove(List.of("spec", "status"));
            }
            case "ReplicaSet" -> {
                metadata.remove(List.of("name"));
                tree.put("pods", tree.at("/status/readyReplicas").asInt());
                tree.remove("status");
            }
            case "RouterGateway" -> tree.set("status", status(tree.path("status")));
            default -> tree.remove("status");
        }
        if (object.getKind().equals("Service") && tree.get("spec") instanceof ObjectNode spec) {
            spec.remove(OF_SERVICES);
            spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
        }
        return object.getKind() + " "
                + tree.toString().replaceAll("\"(sluicegate.dev/seat)\":\"[0-9]+\"", "\"$1\":\"N\"");
    }

    private static boolean isReady(JsonNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** Without sentences, which name pods, and numbers of what pods said before they went, which nobody may have heard. */
    private static ObjectNode status(JsonNode status) {
        ObjectNode kept = MAPPER.createObjectNode();
        for (String field :
                List.of("ready", "replicas", "draining", "stableRevision", "candidateRevision", "selector")) {
            kept.set(field, Objects.requireNonNullElse(status.get(field), MAPPER.nullNode()));
        }
        for (JsonNode condition : status.path("conditions")) {
            kept.put(
                    condition.path("type").asText(),
                    condition.path("status").asText() + " "
                            + condition.path("reason").asText());
        }
        return kept;
    }
}
