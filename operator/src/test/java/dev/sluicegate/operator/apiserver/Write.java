package dev.sluicegate.operator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One write that reached the API server.
 *
 * @param verb create, apply, patch, status or delete
 * @param body what was sent
 */
public record Write(String verb, String kind, String name, JsonNode body) {
    @Override
    public String toString() {
        return verb + " " + kind + " " + name;
    }
}
