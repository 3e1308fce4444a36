package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of functions, some of which stand in a namespace, where the other protocol has plain names only. */
final class ToolNames {
    private static final String BETWEEN = "__";

    private final Map<String, Name> names = new HashMap<>();

    private record Name(@Nullable String namespace, String name) {}

    /** The plain name of a function that is declared, which none other may have. */
    String declare(Fields tool, @Nullable String namespace, String name) {
        String plain = plain(namespace, name);
        Name declared = new Name(namespace, name);
        Name other = names.putIfAbsent(plain, declared);
        if (other != null && !other.equals(declared)) {
            throw tool.wrong("name", "cannot be translated: without namespaces, another tool has the same name");
        }
        return plain;
    }

    static String plain(@Nullable String namespace, String name) {
        if (namespace == null) {
            return name;
        }
        return namespace.endsWith(BETWEEN) ? namespace + name : namespace + BETWEEN + name;
    }

    /** Names the function as it was declared. */
    void put(ObjectNode call, String plain) {
        Name name = names.getOrDefault(plain, new Name(null, plain));
        if (name.namespace != null) {
            call.put("namespace", name.namespace);
        }
        call.put("name", name.name);
    }
}
