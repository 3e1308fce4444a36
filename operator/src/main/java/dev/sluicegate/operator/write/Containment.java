package dev.sluicegate.operator.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** The comparison of what is wanted with what is there, which may say more: the server's defaults, and what others have added. */
final class Containment {
    /** The fields of what we apply that mean another thing with one entry more. Server-side apply replaces them as a whole. */
    private static final Set<String> WHOLE = Set.of("selector", "rules", "subjects");

    private Containment() {}

    /**
     * True if everything in {@code wanted} stands in {@code live} too; each entry of a list somewhere in the other list. A Service that selects by one label more
     * selects nothing: of a selector nothing else may stand there.
     */
    static boolean contains(JsonNode live, JsonNode wanted) {
        if (wanted.isObject()) {
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                JsonNode other = live.get(field.getKey());
                if (other == null ? !isNothing(field.getValue()) : !contains(other, field)) {
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

    private static boolean contains(JsonNode live, Map.Entry<String, JsonNode> wanted) {
        return contains(live, wanted.getValue())
                && (!WHOLE.contains(wanted.getKey()) || contains(wanted.getValue(), live));
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
