package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.schema.FieldRule;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every field of a gateway's spec. */
public final class GatewayFields {
    private GatewayFields() {}

    /** The fields of the router's own blocks that mean something to the operator only. */
    public static List<String> notForRouters() {
        List<String> paths = new ArrayList<>();
        for (RecordComponent block : RouterConfig.class.getRecordComponents()) {
            if (block.getType().isRecord()) {
                FieldTable.RULES.of(block.getType()).stream()
                        .filter(rule -> rule.side() == FieldRule.Side.GATEWAY)
                        .forEach(rule -> paths.add(block.getName() + "." + rule.name()));
            }
        }
        return paths;
    }

    /** The paths of the fields that no gateway has. */
    public static List<String> unknown(byte[] spec) {
        try {
            return unknown("", Document.read(spec));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The same, of what stands at this path. */
    static List<String> unknown(String path, Document document) {
        List<String> unknown = new ArrayList<>();
        if (path.isEmpty() || isBlock(path)) {
            unknown(path, path, document, unknown);
        }
        return unknown;
    }

    private static void unknown(String path, String pattern, Document document, List<String> unknown) {
        if (document instanceof Document.Items(List<Document> items)) {
            for (int i = 0; i < items.size(); i++) {
                unknown(path + "[" + i + "]", pattern + "[]", items.get(i), unknown);
            }
        }
        if (document instanceof Document.Fields(Map<String, Document> fields)) {
            fields.forEach((name, value) -> {
                String at = path.isEmpty() ? name : path + "." + name;
                String patternAt = pattern.isEmpty() ? name : pattern + "." + name;
                if (isBlock(patternAt)) {
                    unknown(at, patternAt, value, unknown);
                } else if (!isField(patternAt)) {
                    unknown.add(at);
                }
            });
        }
    }

    /** The sentence for a path that {@link #unknown} has found. */
    public static String noSuchField(String path) {
        int end = path.lastIndexOf('.');
        String block = path.substring(0, Math.max(0, end)).replaceAll("\\[[0-9]+]", "[]");
        return "there is no such field in a gateway's spec" + Spelling.question(path.substring(end + 1), below(block));
    }

    /** Whether a spec has this field or block. */
    static boolean isTopLevel(String name) {
        return isField(name) || isBlock(name);
    }

    /** @param path with {@code []} for each element of a list */
    public static boolean isField(String path) {
        return GatewayFieldPaths.ALL.contains(path) || GatewayFieldPaths.ALL.contains(path + "[]");
    }

    /** The names of a block's fields; the spec's own for the empty path. */
    public static List<String> below(String block) {
        String start = block.isEmpty() ? "" : block + ".";
        return GatewayFieldPaths.ALL.stream()
                .filter(path -> path.startsWith(start))
                .map(path -> path.substring(start.length()).replaceFirst("[.\\[].*", ""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether it has fields of ours; the fields of Kubernetes' own types and the keys of maps are not listed. */
    public static boolean isBlock(String path) {
        return GatewayFieldPaths.ALL.contains(path + ".") || GatewayFieldPaths.ALL.contains(path + "[].");
    }
}
