package dev.sluicegate.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's values, their schema and its README say the same. */
class ChartTest {
    private static final Path README = ProjectFolder.resolve(Helm.CHART + "/README.md");
    private static final String BEGIN = "<!-- made: values -->\n";
    private static final String END = "<!-- end: values -->";

    private final List<ChartValues.Value> values;

    ChartTest() throws IOException {
        values = ChartValues.read(Files.readAllLines(ProjectFolder.resolve(Helm.CHART + "/values.yaml")));
    }

    @Test
    void eachValueSaysWhatItIsFor() {
        assertThat(values).hasSizeGreaterThan(30).noneMatch(it -> it.meaning().isBlank());
    }

    @Test
    void theReadmeHasTheValues() throws IOException {
        String text = Files.readString(README);
        String made = text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                + ChartValues.table(values)
                + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("sluicegate.rewrite")) {
            Files.writeString(README, made);
        }
        assertThat(Files.readString(README))
                .as("README.md; if the change is wanted: mvn -pl e2e -am test -Dsluicegate.rewrite=true")
                .isEqualTo(made);
    }

    /** So that Helm refuses a value that does not exist: it would have no effect. */
    @Test
    void theSchemaKnowsEachValueAndNoOther() throws IOException {
        JsonNode schema = Serialization.unmarshal(
                Files.readString(ProjectFolder.resolve(Helm.CHART + "/values.schema.json")), JsonNode.class);
        List<String> known = new ArrayList<>();
        leaves("", schema, known);

        // what Helm itself gives to charts
        known.remove("global");
        assertThat(known)
                .containsExactlyInAnyOrderElementsOf(
                        values.stream().map(ChartValues.Value::path).toList());
    }

    @Test
    void eachAlertHasARunbook() throws IOException {
        String rules = Files.readString(ProjectFolder.resolve(Helm.CHART + "/files/alerts.yaml"));
        String page = Files.readString(ProjectFolder.resolve("docs/monitoring.md"));

        assertThat(found("(?m)^### (\\w+)$", page))
                .hasSizeGreaterThan(5)
                .containsExactlyElementsOf(found("(?m)^ *- alert: (\\w+)$", rules));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(it -> it.group(1))
                .toList();
    }

    private static void leaves(String path, JsonNode schema, List<String> found) {
        if (!schema.has("properties")) {
            found.add(path);
            return;
        }
        assertThat(schema.path("additionalProperties").asBoolean(true)).as(path).isFalse();
        schema.path("properties")
                .properties()
                .forEach(it -> leaves(path.isEmpty() ? it.getKey() : path + "." + it.getKey(), it.getValue(), found));
    }
}
