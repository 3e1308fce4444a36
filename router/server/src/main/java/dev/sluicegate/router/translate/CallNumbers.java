package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Tells the calls apart whose fragments come in a chat's stream. Some providers leave the number out and send each call whole. */
final class CallNumbers {
    private final List<Integer> numbers = new ArrayList<>();

    /** Which call, in the order of their beginnings, a fragment belongs to. */
    int of(JsonNode fragment) {
        boolean numbered = fragment.path("index").isInt();
        int number = numbered ? fragment.path("index").intValue() : numbers.size();
        if (!numbered && !fragment.hasNonNull("id") && !numbers.isEmpty()) {
            return numbers.size() - 1;
        }
        int known = numbers.indexOf(number);
        if (known >= 0) {
            return known;
        }
        numbers.add(number);
        return numbers.size() - 1;
    }
}
