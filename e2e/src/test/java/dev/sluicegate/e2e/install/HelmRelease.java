package dev.sluicegate.e2e.install;

import dev.sluicegate.e2e.cluster.Cluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A release of the chart in a cluster, as a person with Helm has it. */
final class HelmRelease {
    private final Cluster cluster;
    private final String chart;
    private final String name;
    private final String namespace;
    private final List<String> images;

    /** This checkout's chart, with its images. */
    HelmRelease(Cluster cluster, Images images, String name, String namespace) {
        this(cluster, Helm.chart(), images.operator(), name, namespace);
    }

    /** @param operator the image, whose registry and tag the router's image has too */
    HelmRelease(Cluster cluster, String chart, String operator, String name, String namespace) {
        this.cluster = cluster;
        this.chart = chart;
        this.name = name;
        this.namespace = namespace;
        this.images = List.of(
                "--set",
                "image.registry=" + operator.substring(0, operator.lastIndexOf("/operator:")),
                "--set",
                "image.tag=" + operator.substring(operator.lastIndexOf(':') + 1));
    }

    String namespace() {
        return namespace;
    }

    Helm.Outcome install(String... settings) {
        return change("install", settings);
    }

    Helm.Outcome upgrade(String... settings) {
        return change("upgrade", settings);
    }

    Helm.Outcome uninstall() {
        return helm(List.of("uninstall", name, "--namespace", namespace, "--wait"));
    }

    /** False for one that Helm has refused before it began. */
    boolean exists() {
        return helm(List.of("status", name, "--namespace", namespace)).status() == 0;
    }

    private Helm.Outcome change(String command, String... settings) {
        List<String> words = new ArrayList<>(List.of(command, name, chart, "--namespace", namespace));
        if (command.equals("install")) {
            words.add("--create-namespace");
        }
        words.addAll(List.of("--wait", "--timeout", "3m"));
        words.addAll(images);
        Arrays.stream(settings).forEach(it -> words.addAll(List.of("--set", it)));
        return helm(words);
    }

    private Helm.Outcome helm(List<String> words) {
        return Helm.run(Map.of("KUBECONFIG", cluster.kubeconfig().toString()), words);
    }
}
