package dev.sluicegate.router.translate;

import dev.sluicegate.router.config.Model.Unsupported;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The fields of one request that do not reach its provider. They are named without the numbers of their places, so that a long
 * conversation has no long list, and with no more than a header can carry.
 */
final class DroppedFields {
    private static final int MOST = 20;
    private static final int LONGEST_NAME = 64;

    private final Unsupported unsupported;
    private final Map<String, String> paths = new LinkedHashMap<>();

    DroppedFields(Unsupported unsupported) {
        this.unsupported = unsupported;
    }

    /**
     * A hint, or tuning, for which the provider has no counterpart.
     *
     * @throws Refusal if the config does not want it to be dropped
     */
    void hint(Fields of, String name) {
        if (unsupported == Unsupported.REFUSE) {
            throw of.noCounterpart(name);
        }
        say(of.at(name));
    }

    /** Something that cannot change an answer, or has its place elsewhere. */
    void say(String path) {
        if (paths.size() >= MOST) {
            return;
        }
        StringBuilder plain = new StringBuilder();
        boolean number = false;
        for (int at = 0; at < path.length() && plain.length() < LONGEST_NAME; at++) {
            char c = path.charAt(at);
            number = c == '[' || (number && c != ']');
            boolean allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!number && c != ']') {
                plain.append(allowed || c == '_' || c == '.' || c == '-' ? c : '_');
            }
        }
        paths.putIfAbsent(plain.toString(), path);
    }

    /** In the order in which they were found. */
    List<String> names() {
        return List.copyOf(paths.keySet());
    }

    /** The same for a client that wrote something else, which became this. */
    void addAll(DroppedFields further, UnaryOperator<String> origin) {
        further.paths.values().forEach(path -> say(origin.apply(path)));
    }

    Unsupported unsupported() {
        return unsupported;
    }
}
