package dev.sluicegate.operator.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * The last spec that was accepted, and what was decided with it. It is kept in the cluster, so that an invalid spec, a vanished
 * Secret or another release of the operator changes nothing that runs.
 *
 * @param image what the pods run, also if the spec leaves it to the operator
 * @param secrets what tells whether something secret has changed
 * @param salt of those hashes: the uid of the first gateway of this name that had this record
 * @param revision the wanted revision
 * @param since when this revision last became the wanted one, or its config another
 * @param generation of the config that this revision shall have; 0 is the one that it was made with
 * @param way by which the change that led here reaches the pods, in words; empty if nothing was changed yet
 * @param restartedAt the last text of {@link RequestedRestart#ANNOTATION} that could be read; empty if there was none
 * @param undo whether a person has gone back to another revision than the one that the spec asks for
 */
public record Accepted(
        JsonNode spec,
        String image,
        SecretHashes secrets,
        String salt,
        String revision,
        Instant since,
        int generation,
        String way,
        String restartedAt,
        Undo undo) {
    /** The form in which specs are written down: always the same bytes for equal values; fields of a later operator are ignored on reading. */
    static final ObjectMapper JSON = JsonMapper.builder()
            // or 10 would be written as 1E+1
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    /** The revision is not the one that the spec asks for, so that nothing can make its record anew. */
    public boolean isUndone() {
        return undo.isInEffect();
    }

    /** The same by a spec that asks for the same pods. */
    Accepted with(JsonNode other, String restart) {
        return new Accepted(other, image, secrets, salt, revision, since, generation, way, restart, undo);
    }

    /** The same, where an earlier operator has not written all of these down. */
    Accepted with(SecretHashes hashes) {
        return new Accepted(spec, image, hashes, salt, revision, since, generation, way, restartedAt, undo);
    }

    /** The same pods, which take up another config or other files. */
    Accepted changedInPlace(JsonNode other, SecretHashes hashes, Instant now, int number) {
        return new Accepted(
                other,
                image,
                hashes,
                salt,
                revision,
                now,
                number,
                new ChangeWay.InPlace().sentence(),
                restartedAt,
                Undo.NONE);
    }

    /** The same, with another wish of a person's. */
    Accepted with(Undo wish) {
        return new Accepted(spec, image, secrets, salt, revision, since, generation, way, restartedAt, wish);
    }

    public String toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("image", image);
        node.put("secretsHash", secrets.rolling());
        if (!secrets.files().isEmpty()) {
            node.put("filesHash", secrets.files());
        }
        if (!secrets.token().isEmpty()) {
            node.put("tokenHash", secrets.token());
        }
        node.put("salt", salt);
        node.put("revision", revision);
        node.put("since", since.toString());
        if (generation > 0) {
            node.put("generation", generation);
        }
        if (!way.isEmpty()) {
            node.put("way", way);
        }
        if (!restartedAt.isEmpty()) {
            node.put("restartedAt", restartedAt);
        }
        if (!undo.text().isEmpty()) {
            node.put("undo", undo.text());
            node.put("undone", undo.instead());
        }
        node.set("spec", spec);
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param uid the gateway's, which is the salt if none was written down: earlier operators wrote none
     * @throws RuntimeException if somebody else has written it
     */
    public static Accepted fromJson(String json, String uid) {
        try {
            JsonNode node = JSON.readTree(json);
            return new Accepted(
                    node.required("spec"),
                    node.required("image").asText(),
                    new SecretHashes(
                            node.required("secretsHash").asText(),
                            node.path("filesHash").asText(),
                            node.path("tokenHash").asText()),
                    node.path("salt").asText(uid),
                    node.required("revision").asText(),
                    Instant.parse(node.required("since").asText()),
                    node.path("generation").asInt(),
                    node.path("way").asText(),
                    node.path("restartedAt").asText(),
                    new Undo(node.path("undo").asText(), node.path("undone").asText()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
