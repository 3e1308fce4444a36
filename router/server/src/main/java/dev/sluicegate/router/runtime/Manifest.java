package dev.sluicegate.router.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of Kubernetes objects, as {@code kubectl apply} takes it: one gateway, and the Secrets and ConfigMaps that stand beside it.
 * What else stands there is left alone.
 *
 * @param spec the gateway's
 * @param values of Secrets and ConfigMaps, by {@code NAME/KEY}
 */
record Manifest(ObjectNode spec, Map<String, byte[]> values) {
    private static final String KIND = "RouterGateway";

    Manifest {
        values = Map.copyOf(values);
    }

    /** @throws IOException with a sentence */
    static Manifest read(byte[] bytes) throws IOException {
        List<ObjectNode> gateways = new ArrayList<>();
        Map<String, byte[]> values = new HashMap<>();
        for (JsonNode document : documents(bytes)) {
            switch (document.path("kind").asText()) {
                case KIND -> gateways.add((ObjectNode) document);
                case "Secret" -> {
                    values(document, "data", values, true);
                    values(document, "stringData", values, false);
                }
                case "ConfigMap" -> values(document, "data", values, false);
                default -> {}
            }
        }
        if (gateways.size() != 1) {
            throw new IOException("there must be one " + KIND + " in the file, not " + gateways.size());
        }
        if (!(gateways.getFirst().get("spec") instanceof ObjectNode spec)) {
            throw new IOException("the " + KIND + " has no spec; write at least spec.providers and spec.models");
        }
        return new Manifest(spec, values);
    }

    byte @Nullable [] value(String name, String key) {
        return values.get(name + "/" + key);
    }

    private static List<JsonNode> documents(byte[] bytes) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                mapper.readerFor(JsonNode.class).readValues(bytes)) {
            List<JsonNode> all = new ArrayList<>();
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                if (document.isObject()) {
                    all.add(document);
                }
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "not readable as YAML at line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static void values(JsonNode document, String field, Map<String, byte[]> values, boolean base64)
            throws IOException {
        String name = document.path("metadata").path("name").asText();
        for (Map.Entry<String, JsonNode> entry : document.path(field).properties()) {
            String path = name + "/" + entry.getKey();
            String text = entry.getValue().asText();
            try {
                values.put(path, base64 ? Base64.getMimeDecoder().decode(text) : text.getBytes(UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "Secret " + path + " is not base64; write it under stringData to have it as it is", e);
            }
        }
    }
}
