package dev.sluicegate.operator.model;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tolerations of a pod, as the scheduler reads them: component-helpers/scheduling/corev1 in kubernetes/kubernetes. Pure. */
public final class Tolerations {
    /** The taint that a cordon stands for, also before the node lifecycle controller has written it. */
    public static final Taint CORDON = new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, null);

    private Tolerations() {}

    /** True if one of them tolerates the taint for good: one that ends after some seconds does not keep a pod on a node. */
    public static boolean tolerate(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(it -> it.getTolerationSeconds() == null && tolerates(it, taint));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        return isEmptyOr(toleration.getKey(), taint.getKey())
                && isEmptyOr(toleration.getEffect(), taint.getEffect())
                && ("Exists".equals(toleration.getOperator())
                        || orEmpty(toleration.getValue()).equals(orEmpty(taint.getValue())));
    }

    private static boolean isEmptyOr(@Nullable String mine, String wanted) {
        return orEmpty(mine).isEmpty() || wanted.equals(mine);
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
