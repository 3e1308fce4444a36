package dev.sluicegate.operator.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The evidence of pods that have failed, as a file in the record of their revision: YAML, the oldest first. */
public final class EvidenceFile {
    /** The key in a record. */
    public static final String KEY = "evidence.yaml";

    /** A record is an object of at most 1 MiB, with a config and a pod template beside this. */
    static final int LARGEST = 128 * 1024;

    /** Pods that one file tells of. */
    private static final int MOST = 5;

    /** The client's own would follow aliases, also one to itself, which anybody may write there. */
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private EvidenceFile() {}

    /** The file with what the record has of earlier pods, which makes room where there is too much. */
    public static String with(ConfigMap record, List<PodEvidence> more) {
        List<JsonNode> all = new ArrayList<>(
                Stream.concat(earlier(record).stream(), more.stream().<JsonNode>map(MAPPER::valueToTree))
                        .toList());
        while (all.size() > MOST) {
            all.removeFirst();
        }
        String text = text(all);
        while (text.getBytes(UTF_8).length > LARGEST) {
            all.removeFirst();
            text = text(all);
        }
        return text;
    }

    private static String text(List<JsonNode> all) {
        try {
            return MAPPER.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own evidence cannot be written", e);
        }
    }

    /** Anybody may have written there: what cannot be read is as if it were not there. */
    private static List<JsonNode> earlier(ConfigMap record) {
        String text = record.getData() == null ? null : record.getData().get(KEY);
        if (text == null || text.length() > LARGEST) {
            return List.of();
        }
        try {
            return MAPPER.readTree(text)
                    .valueStream()
                    .filter(JsonNode::isObject)
                    .toList();
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }
}
