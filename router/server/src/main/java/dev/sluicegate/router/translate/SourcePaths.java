package dev.sluicegate.router.translate;

import java.util.HashMap;
import java.util.Map;

/** Where the parts of a translated request come from, so that what cannot be translated any further is named as the client wrote it. */
final class SourcePaths {
    private final Map<String, String> origins = new HashMap<>();

    void put(String translated, String original) {
        origins.put(translated, original);
    }

    /** The place in the client's request that {@code translated}, or what it is a part of, stands for. */
    String of(String translated) {
        for (int end = translated.length(); end > 0; end = cut(translated, end)) {
            String origin = origins.get(translated.substring(0, end));
            if (origin != null) {
                return origin + translated.substring(end);
            }
        }
        return translated;
    }

    private static int cut(String path, int end) {
        return Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1));
    }
}
