package dev.sluicegate.e2e.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluicegate.e2e.install.Installation;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rights of the operator: those that its roles give it, and those that it made use of, as the audit log has them. Each is a text such as {@code patch pods/status}. */
final class OperatorRights {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    /** Everybody may ask what he may do, by roles of Kubernetes' own. */
    private static final String REVIEWS = "authorization.k8s.io";

    private OperatorRights() {}

    /** By the roles that are bound to the operator, wherever they hold. */
    static Set<String> granted(KubernetesClient client) {
        Stream<PolicyRule> ofNamespaces = client.rbac().roleBindings().inAnyNamespace().list().getItems().stream()
                .filter(it -> isOperator(it.getSubjects()))
                .flatMap(it -> Objects.requireNonNull(client.rbac()
                                .roles()
                                .inNamespace(it.getMetadata().getNamespace())
                                .withName(nameOf(it.getRoleRef()))
                                .get())
                        .getRules()
                        .stream());
        Stream<PolicyRule> ofTheCluster = client.rbac().clusterRoleBindings().list().getItems().stream()
                .filter(it -> isOperator(it.getSubjects()))
                .flatMap(it -> Objects.requireNonNull(client.rbac()
                                .clusterRoles()
                                .withName(nameOf(it.getRoleRef()))
                                .get())
                        .getRules()
                        .stream());
        return Stream.concat(ofNamespaces, ofTheCluster)
                .flatMap(rule -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOperator(List<Subject> subjects) {
        return subjects.stream()
                .anyMatch(it ->
                        Installation.OPERATOR.equals(it.getName()) && Installation.NAMESPACE.equals(it.getNamespace()));
    }

    private static String nameOf(RoleRef role) {
        return role.getName();
    }

    /** What it asked for and was allowed to do. */
    static Set<String> used(Path auditLog) {
        return asked(auditLog, "allow");
    }

    /** What it asked for and was not allowed to do. */
    static Set<String> refused(Path auditLog) {
        return asked(auditLog, "forbid");
    }

    private static Set<String> asked(Path auditLog, String decision) {
        try (Stream<String> lines = Files.lines(auditLog)) {
            return lines.map(OperatorRights::tree)
                    .filter(it -> decision.equals(it.path("annotations")
                            .path("authorization.k8s.io/decision")
                            .asText()))
                    .map(it -> right(it.path("verb").asText(), it.path("objectRef")))
                    .filter(it -> !it.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for what is no resource, such as the version. */
    private static String right(String verb, JsonNode object) {
        if (object.path("resource").asText().isEmpty()
                || REVIEWS.equals(object.path("apiGroup").asText())) {
            return "";
        }
        String subresource = object.path("subresource").asText();
        return verb + " " + object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
