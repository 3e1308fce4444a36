package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of tools, some of which stand in a namespace or are custom ones, where the other protocol has plain functions only. */
final class ToolNames {
    private static final String BETWEEN = "__";

    private final Map<String, Name> names = new HashMap<>();

    private record Name(@Nullable String namespace, String name, boolean custom) {}

    /**
     * The plain name of a tool that is declared, which none other may have.
     *
     * @param custom whether it is a custom tool rather than a function
     */
    String declare(Fields tool, @Nullable String namespace, String name, boolean custom) {
        String plain = plain(namespace, name);
        Name declared = new Name(namespace, name, custom);
        Name other = names.putIfAbsent(plain, declared);
        if (other != null && !other.equals(declared)) {
            throw tool.wrong(
                    "name", "cannot be translated: another tool has the same name, or has it without namespaces");
        }
        return plain;
    }

    static String plain(@Nullable String namespace, String name) {
        if (namespace == null) {
            return name;
        }
        return namespace.endsWith(BETWEEN) ? namespace + name : namespace + BETWEEN + name;
    }

    boolean isCustom(String plain) {
        Name name = names.get(plain);
        return name != null && name.custom;
    }

    /** Names the tool as it was declared. */
    void put(ObjectNode call, String plain) {
        Name name = names.getOrDefault(plain, new Name(null, plain, false));
        if (name.namespace != null) {
            call.put("namespace", name.namespace);
        }
        call.put("name", name.name);
    }
}
