package dev.sluicegate.operator.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluicegate.operator.render.PodEvidence.ContainerEvidence;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceFileTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void theOldestMakeRoom() {
        String file = EvidenceFile.with(record(""), pods(0, 4, "short"));

        assertThat(names(EvidenceFile.with(record(file), pods(4, 7, "short"))))
                .containsExactly("pod-2", "pod-3", "pod-4", "pod-5", "pod-6");
    }

    /** Wide characters, of which a file has three bytes each. */
    @Test
    void theFileIsNoLargerThanARecordHasRoomFor() {
        String file = EvidenceFile.with(record(""), pods(0, 5, "\u20ac".repeat(100_000)));

        assertThat(file.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(EvidenceFile.LARGEST);
        assertThat(names(file)).isNotEmpty().doesNotContain("pod-0").contains("pod-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- [", "text", "{a: 1}", "[1, null]", "42", "&a [*a]", "!!java.net.URL [x]"})
    void whatOthersWroteIsAsIfItWereNotThere(String text) {
        assertThat(names(EvidenceFile.with(record(text), pods(0, 1, "")))).containsExactly("pod-0");
    }

    @Property(tries = 200)
    void whateverAContainerAndARouterSayCanBeReadAgain(@ForAll @StringLength(max = 200) String said) {
        String file = EvidenceFile.with(record(""), pods(0, 2, said));

        assertThat(names(EvidenceFile.with(record(file), pods(2, 3, said)))).containsExactly("pod-0", "pod-1", "pod-2");
    }

    @Test
    void theEndOfALogIsKeptAndTheBeginningOfAll() throws JsonProcessingException {
        String log = "first" + "x".repeat(10_000) + "last";
        ContainerEvidence container = new ContainerEvidence("router", 0, "running", 1, "Error", "", log);

        assertThat(container.lastWords()).hasSize(4097).startsWith("…").endsWith("last");
        String diagnosis = PodEvidence.diagnosis(MAPPER.readTree(
                        "{\"status\":{\"phase\":\"open\"},\"config\":\"CONFIG\",\"health\":\"%s\",\"keys\":{\"count\":3}}"
                                .formatted("y".repeat(20_000))))
                .toString();
        assertThat(diagnosis)
                .startsWith("{\"status\":{\"phase\":\"open\"},\"health\":\"")
                .endsWith("y…\"}")
                .hasSizeBetween(16_000, 17_000)
                .doesNotContain("CONFIG");
    }

    private static List<PodEvidence> pods(int from, int to, String said) {
        return IntStream.range(from, to)
                .mapToObj(i -> new PodEvidence(
                        "pod-" + i,
                        "",
                        said,
                        "node-1",
                        "Running",
                        said,
                        Collections.nCopies(9, new ContainerEvidence("router", 1, said, 1, "Error", "", said)),
                        PodEvidence.diagnosis(TextNode.valueOf(said))))
                .toList();
    }

    private static ConfigMap record(String evidence) {
        return new ConfigMapBuilder().addToData(EvidenceFile.KEY, evidence).build();
    }

    private static List<String> names(String file) {
        // as any reader of YAML would
        return Serialization.unmarshal(file, JsonNode.class)
                .valueStream()
                .map(it -> it.path("pod").asText())
                .toList();
    }
}
