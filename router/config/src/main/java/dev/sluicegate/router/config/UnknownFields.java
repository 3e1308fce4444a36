package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.FieldRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The fields of a file that its reader does not know: errors, unless a gateway's operator reads them. */
final class UnknownFields {
    private final FieldRule.Side side;
    private final boolean discreet;
    private final BiConsumer<String, String> errors;
    private final List<String> ignored = new ArrayList<>();

    /**
     * @param discreet whether errors must not repeat the names, which may be secrets at the wrong place
     * @param errors takes path and sentence
     */
    UnknownFields(FieldRule.Side side, boolean discreet, BiConsumer<String, String> errors) {
        this.side = side;
        this.discreet = discreet;
        this.errors = errors;
    }

    /** The paths of the fields that a gateway's operator reads, and a router does not. */
    List<String> ignored() {
        return List.copyOf(ignored);
    }

    void report(String path, Document.Fields fields, List<FieldRule> known) {
        int strange = 0;
        for (Map.Entry<String, Document> field : fields.values().entrySet()) {
            String name = field.getKey();
            boolean isHere = known.stream().anyMatch(rule -> rule.name().equals(name));
            boolean isKnown = known.stream().anyMatch(rule -> rule.name().equals(name) && side.knows(rule.side()));
            String at = path.isEmpty() ? name : path + "." + name;
            if (isKnown) {
                continue;
            }
            if (discreet) {
                strange++;
            } else if (isHere && name.endsWith("KeyRef")) {
                errors.accept(
                        at, "names an object of a cluster; a router's own file has file: with a path in its place");
            } else if (isHere || (path.isEmpty() && GatewayFields.isTopLevel(name))) {
                ignored.add(at);
                GatewayFields.unknown(at, field.getValue())
                        .forEach(it -> errors.accept(it, GatewayFields.noSuchField(it)));
            } else {
                List<String> names = names(known);
                errors.accept(
                        at,
                        "there is no such field" + Spelling.question(name, names) + "; known here are "
                                + String.join(", ", names));
            }
        }
        if (strange > 0) {
            errors.accept(
                    path, "has " + strange + " unknown field(s); known here are " + String.join(", ", names(known)));
        }
    }

    private List<String> names(List<FieldRule> known) {
        return known.stream()
                .filter(rule -> side.knows(rule.side()))
                .map(FieldRule::name)
                .sorted()
                .toList();
    }
}
