package dev.sluicegate.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.Golden;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The CRD is generated from the Java types; what is checked in must be exactly that. */
class CrdTest {
    private static final List<String> COLUMNS = List.of("READY", "REVISION", "DRAINING", "IN-FLIGHT", "STATUS", "AGE");

    @Test
    void whatIsCheckedInIsWhatTheTypesSay() {
        Golden.file("crds/routergateways.sluicegate.dev-v1.yaml").mustEqual(generate(false));
    }

    @Test
    void theChartCarriesTheSameAndHelmNeverDeletesIt() {
        Golden.file("charts/sluicegate/templates/crd.yaml").mustEqual(generate(true));
    }

    private static String generate(boolean keptByHelm) {
        Output output = new Output();
        new CRDGenerator()
                .customResourceClasses(RouterGateway.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        return finish((CustomResourceDefinition) crd, keptByHelm);
                    }
                })
                .withOutput(output)
                .generate();
        return output.bytes.toString(UTF_8);
    }

    /** The generator sorts columns by their path, and cannot say that the spec is required. */
    private static CustomResourceDefinition finish(CustomResourceDefinition crd, boolean keptByHelm) {
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName())));
            version.getSchema().getOpenAPIV3Schema().setRequired(List.of("spec"));
            correct(version.getSchema().getOpenAPIV3Schema());
        }
        if (keptByHelm) {
            crd.getMetadata().setAnnotations(Map.of("helm.sh/resource-policy", "keep"));
        }
        return crd;
    }

    /** The generator finds a record's rules twice, at the field and at its accessor. */
    private static void correct(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(
                    schema.getXKubernetesValidations().stream().distinct().toList());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CrdTest::correct);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            correct(schema.getItems().getSchema());
        }
    }

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
