package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.Changes.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A picture of states and of how one leads to another, as an SVG. It is drawn the same each time. */
final class StatePicture {
    private static final int HALF_WIDTH = 72;
    private static final int HALF_HEIGHT = 24;
    private static final int DOT = 8;

    private final String title;
    private final int width;
    private final int height;
    private final Map<String, State> states = new LinkedHashMap<>();
    private final Map<Change, Arrow> arrows = new LinkedHashMap<>();

    private record State(int x, int y, String note, String colour, boolean isDot) {}

    /** @param bend how far the arrow's middle lies to the left of the straight line, in pixels; the label is on that side */
    private record Arrow(String label, int bend) {}

    private record Point(double x, double y) {}

    StatePicture(String title, int width, int height) {
        this.title = title;
        this.width = width;
        this.height = height;
    }

    StatePicture state(String name, int x, int y, String colour, String note) {
        states.put(name, new State(x, y, note, colour, false));
        return this;
    }

    /** Where things come from and where they go. */
    StatePicture dot(String name, int x, int y) {
        states.put(name, new State(x, y, "", "#1c2126", true));
        return this;
    }

    StatePicture arrow(String from, String to, int bend, String label) {
        arrows.put(new Change(from, to), new Arrow(label, bend));
        return this;
    }

    /** The changes that the picture shows; its dots are {@link Changes#NOWHERE}. */
    Set<Change> changes() {
        return arrows.keySet().stream()
                .map(it -> new Change(real(it.from()), real(it.to())))
                .collect(Collectors.toSet());
    }

    private String real(String name) {
        return states.containsKey(name) && states.get(name).isDot() ? Changes.NOWHERE : name;
    }

    boolean shows(String state) {
        return states.containsKey(state);
    }

    /** Whether somebody who does not look all the time may see this, because arrows lead from one to the other. */
    boolean hasWay(Change change) {
        Set<Change> steps = changes();
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(Set.of(change.from()));
        while (!next.isEmpty()) {
            String at = next.remove();
            for (Change step : steps) {
                if (step.from().equals(at)
                        && reached.add(step.to())
                        && !step.to().equals(Changes.NOWHERE)) {
                    next.add(step.to());
                }
            }
        }
        return reached.contains(change.to());
    }

    private State state(String name) {
        return Objects.requireNonNull(states.get(name), name);
    }

    String svg() {
        StringBuilder svg = new StringBuilder("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="system-ui, sans-serif" font-size="13">
            <title>%s</title>
            <style>
              rect { fill: #ffffff; stroke: #626c76; stroke-width: 1.5; }
              .arrow { fill: none; stroke: #626c76; stroke-width: 1.5; marker-end: url(#head); }
              .state { font-weight: 600; font-size: 15px; fill: #1c2126; text-anchor: middle; }
              .note { font-size: 11px; fill: #626c76; text-anchor: middle; }
              .label { fill: #1c2126; paint-order: stroke; stroke: #f6f7f8; stroke-width: 4px; stroke-linejoin: round; }
            </style>
            <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#626c76"/></marker></defs>
            <rect width="100%%" height="100%%" style="fill:#f6f7f8;stroke:none"/>
            """.formatted(width, height, title));
        arrows.forEach((change, arrow) -> draw(svg, state(change.from()), state(change.to()), arrow));
        states.forEach((name, state) -> draw(svg, name, state));
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, String name, State state) {
        if (state.isDot()) {
            svg.append("<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>%n"
                    .formatted(state.x, state.y, DOT, state.colour));
            return;
        }
        svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" style=\"stroke:%s;stroke-width:2.5\"/>%n"
                        .formatted(
                                state.x - HALF_WIDTH,
                                state.y - HALF_HEIGHT,
                                2 * HALF_WIDTH,
                                2 * HALF_HEIGHT,
                                state.colour));
        svg.append("<text class=\"state\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(state.x, state.y - 2, name));
        svg.append("<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(state.x, state.y + 15, state.note));
    }

    private static void draw(StringBuilder svg, State from, State to, Arrow arrow) {
        double dx = to.x - from.x;
        double dy = to.y - from.y;
        double length = Math.hypot(dx, dy);
        Point middle = new Point(
                (from.x + to.x) / 2.0 + arrow.bend * dy / length, (from.y + to.y) / 2.0 - arrow.bend * dx / length);
        Point begin = edge(from, middle);
        Point end = edge(to, middle);
        svg.append(String.format(
                Locale.ROOT,
                "<path class=\"arrow\" d=\"M%.0f %.0fQ%.0f %.0f %.0f %.0f\"/>%n",
                begin.x,
                begin.y,
                middle.x,
                middle.y,
                end.x,
                end.y));
        int side = Integer.signum(arrow.bend);
        double right = side * dy / length;
        double up = side * dx / length;
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"label\" text-anchor=\"%s\" x=\"%.0f\" y=\"%.0f\">%s</text>%n",
                right > 0.6 ? "start" : right < -0.6 ? "end" : "middle",
                (begin.x + 2 * middle.x + end.x) / 4 + 6 * right,
                (begin.y + 2 * middle.y + end.y) / 4 + 4 - 10 * up,
                arrow.label));
    }

    /** Where a line from the middle of a state to a point leaves it. */
    private static Point edge(State state, Point towards) {
        double dx = towards.x - state.x;
        double dy = towards.y - state.y;
        double part = state.isDot()
                ? DOT / Math.hypot(dx, dy)
                : Math.min(HALF_WIDTH / Math.max(1, Math.abs(dx)), HALF_HEIGHT / Math.max(1, Math.abs(dy)));
        return new Point(state.x + dx * part, state.y + dy * part);
    }
}
