package dev.sluicegate.operator.write;

import dev.sluicegate.operator.reason.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** The meaning of the API server's refusals, judged by code, reason and causes and never by the text of a message. */
final class Failures {
    static final int UNPROCESSABLE = 422;

    /** The cause of every refusal to create something in a namespace that is going: NamespaceTerminatingCause in k8s.io/api/core/v1. */
    private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    private static final String FIELD_MANAGER_CONFLICT = "FieldManagerConflict";
    private static final String ALREADY_EXISTS = "AlreadyExists";

    private Failures() {}

    /** Server-side apply found fields that another manager owns. */
    static boolean isFieldConflict(KubernetesClientException e) {
        return causes(e).stream().anyMatch(cause -> FIELD_MANAGER_CONFLICT.equals(cause.getReason()));
    }

    static boolean isAlreadyThere(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                && e.getStatus() != null
                && ALREADY_EXISTS.equals(e.getStatus().getReason());
    }

    /** The object that was to be changed has changed itself, or is gone. */
    static boolean isChanged(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                || e.getCode() == HttpURLConnection.HTTP_GONE;
    }

    /**
     * The exception to throw instead: the object has changed, or the API server refuses. One without a resource version is new and cannot have changed.
     *
     * @param isAllowed as of {@link #refused}
     */
    static RuntimeException changedOrRefused(
            KubernetesClientException e, String verb, HasMetadata object, BooleanSupplier isAllowed) {
        boolean isNew = object.getMetadata().getResourceVersion() == null;
        return isChanged(e) && !isNew
                ? new ChangedException(Writes.name(object) + " has changed: " + text(e))
                : refused(e, verb, object, isAllowed);
    }

    /**
     * The exception to throw instead if the API server refuses.
     *
     * @param isAllowed whether the operator has the right to do this, asked only if it was forbidden: a quota or a policy forbids
     *     with the same code and reason as a missing right
     */
    static RefusedException refused(
            KubernetesClientException e, String verb, HasMetadata object, BooleanSupplier isAllowed) {
        boolean sent = !text(e).contains(Writes.NOWHERE);
        Reason reason = sent ? reason(e, isAllowed) : Reason.ApiServerUnavailable;
        String what = (sent
                        ? "the API server refused to %s %s %s: %s"
                        : "it was not tried to %s %s %s, because the API server answers so late that the lease is not proven to be held")
                .formatted(verb, object.getKind(), object.getMetadata().getName(), text(e));
        RefusedException refused = new RefusedException(reason, what);
        refused.initCause(e);
        return refused;
    }

    private static Reason reason(KubernetesClientException e, BooleanSupplier isAllowed) {
        if (causes(e).stream().anyMatch(cause -> NAMESPACE_TERMINATING.equals(cause.getReason()))) {
            return Reason.NamespaceTerminating;
        }
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> Reason.MissingRights;
            case HttpURLConnection.HTTP_FORBIDDEN ->
                isAllowed.getAsBoolean() ? Reason.RefusedByPolicy : Reason.MissingRights;
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> Reason.RefusedAsInvalid;
            // on creating something, the namespace is not found
            case HttpURLConnection.HTTP_NOT_FOUND -> Reason.NamespaceTerminating;
            default -> Reason.ApiServerUnavailable;
        };
    }

    /** The sentence of the API server alone, without what the client writes around it. */
    static String text(KubernetesClientException e) {
        Status status = e.getStatus();
        if (status != null
                && status.getMessage() != null
                && !status.getMessage().isBlank()) {
            return status.getMessage();
        }
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null
                ? String.valueOf(e.getMessage())
                : cause.getMessage().toLowerCase(Locale.ROOT);
    }

    /** Who owns what was to be applied, in the API server's words. */
    static List<String> conflicts(KubernetesClientException e) {
        return causes(e).stream()
                .filter(cause -> FIELD_MANAGER_CONFLICT.equals(cause.getReason()))
                .map(cause -> cause.getField() + " (" + cause.getMessage() + ")")
                .toList();
    }

    private static List<StatusCause> causes(KubernetesClientException e) {
        Status status = e.getStatus();
        return status == null || status.getDetails() == null
                ? List.of()
                : Objects.requireNonNullElse(status.getDetails().getCauses(), List.of());
    }
}
