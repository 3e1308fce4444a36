package dev.sluicegate.operator.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The comparison of what is wanted with what is there, which may say more: the server's defaults, and what others have added. */
final class Containment {
    private Containment() {}

    /** True if everything in {@code wanted} stands in {@code live} too; each entry of a list somewhere in the other list. */
    static boolean contains(JsonNode live, JsonNode wanted) {
        if (wanted.isObject()) {
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                JsonNode other = live.get(field.getKey());
                if (other == null ? !isNothing(field.getValue()) : !contains(other, field.getValue())) {
                    return false;
                }
            }
            return live.isObject();
        }
        if (wanted.isArray()) {
            return live.isArray() && containsEach(live, wanted);
        }
        return wanted.equals(live);
    }

    private static boolean containsEach(JsonNode live, JsonNode wanted) {
        for (JsonNode entry : wanted) {
            boolean found = false;
            for (JsonNode other : live) {
                found |= contains(other, entry);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNothing(JsonNode node) {
        return node.isNull() || (node.isContainerNode() && node.isEmpty());
    }
}
