package dev.sluicegate.e2e.install;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The state of a namespace, collected for a person when a test failed in it. */
public final class Evidence {
    private Evidence() {}

    /** Pods and the latest events, in a few lines. */
    public static String of(KubernetesClient client, String namespace) {
        return "in " + namespace + ":\n" + pods(client, namespace) + "\n" + events(client, namespace, 25);
    }

    /** Writes gateways, pods, events and logs of the namespace and of the operator's into the folder. */
    public static void dump(KubernetesClient client, String namespace, Path folder) {
        write(folder.resolve("pods.txt"), () -> pods(client, namespace));
        write(folder.resolve("events.txt"), () -> events(client, namespace, 1000));
        write(
                folder.resolve("gateways.yaml"),
                () -> Serialization.asYaml(client.resources(RouterGateway.class)
                        .inNamespace(namespace)
                        .list()));
        write(
                folder.resolve("pods.yaml"),
                () -> Serialization.asYaml(client.pods().inNamespace(namespace).list()));
        write(
                folder.resolve("replicasets.yaml"),
                () -> Serialization.asYaml(
                        client.apps().replicaSets().inNamespace(namespace).list()));
        logs(client, namespace, folder);
        logs(client, Installation.NAMESPACE, folder);
    }

    private static void logs(KubernetesClient client, String namespace, Path folder) {
        for (Pod pod : client.pods().inNamespace(namespace).list().getItems()) {
            String name = pod.getMetadata().getName();
            for (Container container : pod.getSpec().getContainers()) {
                write(
                        folder.resolve(name + ".log"),
                        () -> client.pods()
                                .inNamespace(namespace)
                                .withName(name)
                                .inContainer(container.getName())
                                .getLog());
            }
        }
    }

    private static void write(Path file, Supplier<String> text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (KubernetesClientException e) {
            System.err.println(file.getFileName() + " could not be had: " + e.getMessage());
        }
    }

    private static String pods(KubernetesClient client, String namespace) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .map(Evidence::line)
                .collect(Collectors.joining("\n"));
    }

    private static String line(Pod pod) {
        String containers = pod.getStatus().getContainerStatuses().stream()
                .map(status -> "ready=" + status.getReady() + " restarts=" + status.getRestartCount() + " "
                        + Serialization.asJson(status.getState()))
                .collect(Collectors.joining(" "));
        return "  " + pod.getMetadata().getName() + " " + pod.getStatus().getPhase()
                + (pod.getMetadata().getDeletionTimestamp() == null ? "" : " terminating") + " "
                + pod.getMetadata().getLabels() + " " + containers;
    }

    private static String events(KubernetesClient client, String namespace, int last) {
        var events = client.v1().events().inNamespace(namespace).list().getItems().stream()
                .sorted(Comparator.comparing(event -> String.valueOf(
                        event.getLastTimestamp() == null ? event.getEventTime() : event.getLastTimestamp())))
                .map(event -> "  " + event.getLastTimestamp() + " "
                        + event.getInvolvedObject().getKind() + "/"
                        + event.getInvolvedObject().getName() + " " + event.getReason() + ": " + event.getMessage())
                .toList();
        return events.stream().skip(Math.max(0, events.size() - last)).collect(Collectors.joining("\n"));
    }
}
