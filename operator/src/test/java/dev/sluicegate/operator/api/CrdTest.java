package dev.sluicegate.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluicegate.operator.Golden;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.schema.Schema.Description;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The CRD is generated from the Java types; what is checked in must be exactly that. */
class CrdTest {
    private static final List<String> COLUMNS = List.of("READY", "REVISION", "DRAINING", "IN-FLIGHT", "STATUS", "AGE");

    private static final List<String> KEY_COLUMNS =
            List.of("GATEWAY", "TEAM", "READY", "REASON", "SPENT", "LAST-USED", "AGE");

    @Test
    void whatIsCheckedInIsWhatTheTypesSay() {
        Golden.file("crds/routergateways.sluicegate.dev-v1.yaml").mustEqual(generate());
    }

    @Test
    void theChartCarriesTheSame() {
        Golden.file("charts/sluicegate/files/crd.yaml").mustEqual(generate());
    }

    @Test
    void theSameOfKeys() {
        Golden.file("crds/routerkeys.sluicegate.dev-v1.yaml").mustEqual(ofKeys());
        Golden.file("charts/sluicegate/files/crd-routerkeys.yaml").mustEqual(ofKeys());
    }

    /** A key's fields are the operator's own and those of the routers' file, but for what only a person's file may have. */
    private static String ofKeys() {
        return text(RouterKey.class, new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata crd, String version) {
                CustomResourceDefinitionVersion only =
                        ((CustomResourceDefinition) crd).getSpec().getVersions().getFirst();
                only.getAdditionalPrinterColumns()
                        .sort(Comparator.comparingInt(column -> KEY_COLUMNS.indexOf(column.getName())));
                JSONSchemaProps schema = only.getSchema().getOpenAPIV3Schema();
                JSONSchemaProps spec = new SpecSchema(Map.of()).block(RouterKeySpec.class);
                new SpecSchema(Map.of())
                        .block(KeysFile.Key.class)
                        .getProperties()
                        .forEach((name, field) -> {
                            if (!Set.of("key", "sha256", "previous").contains(name)) {
                                spec.getProperties().put(name, field);
                            }
                        });
                JSONSchemaProps id = Objects.requireNonNull(spec.getProperties().get("id"));
                id.setDescription(id.getDescription() + " When absent, the name of the RouterKey.");
                schema.setRequired(List.of("spec"));
                schema.getProperties().put("spec", spec);
                Objects.requireNonNull(schema.getProperties().get("status"))
                        .setDescription(RouterKeyStatus.class
                                .getAnnotation(Description.class)
                                .value());
                return crd;
            }
        });
    }

    private static String generate() {
        return text(RouterGateway.class, new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata crd, String version) {
                return finish((CustomResourceDefinition) crd);
            }
        });
    }

    private static String text(Class<? extends CustomResource<?, ?>> type, CRDPostProcessor processor) {
        Output output = new Output();
        new CRDGenerator()
                .customResourceClasses(type)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(processor)
                .withOutput(output)
                .generate();
        return output.bytes.toString(UTF_8);
    }

    /** The generator sorts columns by their path. */
    private static CustomResourceDefinition finish(CustomResourceDefinition crd) {
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName())));
            JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
            schema.setRequired(List.of("spec"));
            schema.getProperties().put("spec", new SpecSchema(foreign()).block(RouterGatewaySpec.class));
            JSONSchemaProps status =
                    Objects.requireNonNull(schema.getProperties().get("status"));
            status.setDescription(
                    RouterGatewayStatus.class.getAnnotation(Description.class).value());
            status.setDefault(
                    JsonNodeFactory.instance.objectNode().put("observedGeneration", RouterGatewayStatus.UNSEEN));
            version.getSubresources().getScale().setSpecReplicasPath(".spec.replicas");
        }
        return crd;
    }

    /** What the generator knows of Kubernetes' own types. */
    private static Map<String, JSONSchemaProps> foreign() {
        String crd = text(OnlyPod.class, new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata unchanged, String version) {
                return unchanged;
            }
        });
        JSONSchemaProps schema =
                Serialization.unmarshal(crd, CustomResourceDefinition.class).getSpec().getVersions().stream()
                        .map(version -> version.getSchema().getOpenAPIV3Schema())
                        .findFirst()
                        .orElseThrow();
        return Objects.requireNonNull(schema.getProperties().get("spec")).getProperties();
    }

    /** A resource of nothing else. */
    @Group("sluicegate.dev")
    @Version("v1")
    @SuppressWarnings("serial")
    static final class OnlyPod extends CustomResource<PodSettings, Void> {}

    private static final class Output implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return bytes;
        }

        @Override
        public URI crdURI(String crdName) {
            return URI.create("file:/" + crdName);
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
