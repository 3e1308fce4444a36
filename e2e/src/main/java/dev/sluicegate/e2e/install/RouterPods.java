package dev.sluicegate.e2e.install;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;

/** The reading of a gateway's pods: their place in the Service, their revision, their identity. Pure. */
public final class RouterPods {
    private static final String TRAFFIC = "sluicegate.dev/traffic";
    private static final String REVISION = "sluicegate.dev/revision";

    private RouterPods() {}

    /** True if the Service selects it. */
    public static boolean isOn(Pod pod) {
        return "on".equals(pod.getMetadata().getLabels().get(TRAFFIC));
    }

    /** True if it was taken out of the Service. */
    public static boolean isOff(Pod pod) {
        return "off".equals(pod.getMetadata().getLabels().get(TRAFFIC));
    }

    /** True if it gets requests: it is in the Service, and ready. */
    public static boolean isOpen(Pod pod) {
        return isOn(pod) && Readiness.isPodReady(pod);
    }

    /** The revision that it runs; empty if it does not say so. */
    public static String revision(Pod pod) {
        return pod.getMetadata().getLabels().getOrDefault(REVISION, "");
    }

    public static boolean isOf(Pod pod, String revision) {
        return revision(pod).equals(revision);
    }

    /** True if these are two states of one pod, and not of two that have one name. */
    public static boolean isSame(Pod one, Pod other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }
}
