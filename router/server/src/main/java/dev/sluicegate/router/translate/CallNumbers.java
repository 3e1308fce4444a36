package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the calls apart whose fragments come in a chat's stream. OpenAI numbers them, and gives each its id once. Others leave the number
 * out, give several calls the same number, or leave the ids out; so a fragment begins a new call when it can't be a part of the one that
 * its number names.
 */
final class CallNumbers {
    private final List<Known> calls = new ArrayList<>();

    private static final class Known {
        private final int number;
        private String id;
        private String name;
        private final JsonEnd arguments = new JsonEnd();

        Known(int number, String id, String name) {
            this.number = number;
            this.id = id;
            this.name = name;
        }

        /** Whether a fragment with this id and name is another call's. */
        boolean isOther(String otherId, String otherName) {
            if (!otherId.isEmpty() && !id.isEmpty()) {
                return !otherId.equals(id);
            }
            if (otherName.isEmpty() || name.isEmpty()) {
                return false;
            }
            // who says the name again when the arguments are complete begins the same tool's next call
            return !otherName.equals(name) || arguments.reached();
        }
    }

    /** Which call, in the order of their beginnings, a fragment belongs to. */
    int of(JsonNode fragment) {
        String id = fragment.path("id").asText("");
        JsonNode function = fragment.path("function");
        String name = function.path("name").asText("");
        int place = place(fragment.path("index"), id, name);
        if (place < 0) {
            place = calls.size();
            calls.add(new Known(fragment.path("index").asInt(-1), id, name));
        }
        Known call = calls.get(place);
        call.id = call.id.isEmpty() ? id : call.id;
        call.name = call.name.isEmpty() ? name : call.name;
        call.arguments.accept(CallArguments.of(function));
        return place;
    }

    /** Of the call that goes on; negative if the fragment begins one. */
    private int place(JsonNode index, String id, String name) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Known call = calls.get(i);
            boolean named = index.isInt() ? call.number == index.intValue() : id.isEmpty() || call.id.equals(id);
            if (named) {
                boolean sameId = !id.isEmpty() && call.id.equals(id);
                if (sameId || !call.isOther(id, name)) {
                    return i;
                }
                if (id.isEmpty()) {
                    return -1;
                }
            }
        }
        return -1;
    }
}
