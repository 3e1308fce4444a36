package dev.sluicegate.router.translate;

import java.util.HashSet;
import java.util.Set;

/** Ids for an answer's calls, each of which is another: some providers leave them out, or give all calls the same. */
final class CallIds {
    private final Set<String> given = new HashSet<>();

    /**
     * @param id of the provider; may be empty
     * @param carried what follows each id, see {@link CarriedContent}
     * @param otherwise what is unique beyond this answer
     */
    String of(String id, String carried, String otherwise) {
        return unique(id, otherwise) + carried;
    }

    private String unique(String id, String otherwise) {
        String unique = id.isEmpty() ? otherwise : id;
        for (int again = 2; !given.add(unique); again++) {
            unique = otherwise + "_" + again;
        }
        return unique;
    }
}
