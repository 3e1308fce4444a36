package dev.sluicegate.e2e.install;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** The chart's values with what {@code values.yaml} says above each. */
final class ChartValues {
    private final List<Value> values = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<String> comment = new ArrayList<>();

    /** @param preset as it stands in the file, or in parts below it */
    record Value(String path, String preset, String meaning) {}

    private record Level(int indent, String path, boolean documented) {}

    private ChartValues() {}

    static List<Value> read(List<String> lines) {
        ChartValues reader = new ChartValues();
        lines.forEach(reader::read);
        return reader.values;
    }

    /** A table for people. */
    static String table(List<Value> values) {
        return values.stream()
                .map(it -> "| `" + it.path + "` | " + (it.preset.isEmpty() ? "" : "`" + it.preset + "`") + " | "
                        + it.meaning.replace("|", "\\|") + " |\n")
                .collect(Collectors.joining("", "| value | default | meaning |\n|---|---|---|\n", ""));
    }

    private void read(String line) {
        String text = line.strip();
        if (text.startsWith("#")) {
            comment.add(text.substring(1).strip());
            return;
        }
        int indent = line.indexOf(text);
        if (text.isEmpty()) {
            comment.clear();
            return;
        }
        while (!levels.isEmpty() && levels.peek().indent >= indent) {
            levels.pop();
        }
        Level above = levels.peek();
        if (above != null && above.documented) {
            continuePreset(text);
            return;
        }
        int colon = text.indexOf(':');
        String path = (above == null ? "" : above.path + ".") + text.substring(0, colon);
        levels.push(new Level(indent, path, !comment.isEmpty()));
        if (!comment.isEmpty()) {
            values.add(new Value(path, text.substring(colon + 1).strip(), String.join(" ", comment)));
            comment.clear();
        } else if (colon < text.length() - 1) {
            values.add(new Value(path, text.substring(colon + 1).strip(), ""));
        }
    }

    /** What stands below a value that is described as a whole. */
    private void continuePreset(String text) {
        Value whole = values.removeLast();
        values.add(new Value(whole.path, whole.preset.isEmpty() ? text : whole.preset + ", " + text, whole.meaning));
    }
}
