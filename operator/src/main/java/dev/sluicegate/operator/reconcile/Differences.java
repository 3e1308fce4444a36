package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Whether a live object still says what was applied. */
final class Differences {
    private Differences() {}

    /** True if everything in {@code wanted} stands in {@code live} too, which may say more, such as the server's defaults. */
    static boolean isContained(JsonNode wanted, JsonNode live) {
        if (wanted.isObject()) {
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                JsonNode other = live.get(field.getKey());
                if (other == null ? !isNothing(field.getValue()) : !isContained(field.getValue(), other)) {
                    return false;
                }
            }
            return live.isObject();
        }
        if (wanted.isArray()) {
            if (!live.isArray() || live.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!isContained(wanted.get(i), live.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return wanted.equals(live);
    }

    private static boolean isNothing(JsonNode node) {
        return node.isNull() || (node.isContainerNode() && node.isEmpty());
    }
}
