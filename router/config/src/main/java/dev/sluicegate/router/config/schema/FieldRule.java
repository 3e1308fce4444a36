package dev.sluicegate.router.config.schema;

import org.jspecify.annotations.Nullable;

/**
 * The rule of a field: what a reader must know of it beside its type, as {@link Schema} says it.
 *
 * @param kind what its value is, or each element of it
 * @param presence what it means that it is absent
 * @param absent the text that stands in for it, for {@link Presence#DEFAULT}
 * @param min the least value, as a text of the field's type; empty for none
 * @param max the greatest value; empty for none
 * @param aboveMin whether {@code min} itself is too little
 * @param fewest characters, elements or entries
 * @param most characters, elements or entries
 * @param each the most characters of each element or value
 * @param format null for any text
 * @param side which of the two readers knows it
 */
public record FieldRule(
        String name,
        Kind kind,
        Presence presence,
        String absent,
        String min,
        String max,
        boolean aboveMin,
        int fewest,
        int most,
        int each,
        @Nullable Format format,
        Side side) {
    /** The kind of value that a reader makes of it. */
    public enum Kind {
        /** One text. */
        VALUE,
        /** A record, field by field. */
        BLOCK,
        /** A type of Kubernetes' own. */
        FOREIGN
    }

    /** The meaning of an absent field. */
    public enum Presence {
        /** An error. */
        REQUIRED,
        /** Nothing, an empty list or an empty map. */
        OPTIONAL,
        /** A block in which every field is absent. */
        BLOCK,
        /** Its default. */
        DEFAULT
    }

    /** The side that reads a field. */
    public enum Side {
        BOTH,
        ROUTER,
        GATEWAY;

        /** Whether a reader of this side knows a field of the other. */
        public boolean knows(Side field) {
            return field == BOTH || field == this;
        }
    }

    /** For each element of a list, or value of a map. */
    public FieldRule ofElements() {
        return new FieldRule(name, kind, presence, "", "", "", false, 0, each, 0, format, side);
    }

    /** A line of the table that {@link FieldRules#of(String)} reads: the name, the kind, the presence, then {@code key=value} for all that is not the usual. */
    String line() {
        StringBuilder line =
                new StringBuilder(name).append(' ').append(kind).append(' ').append(presence);
        append(line, "absent", absent, "");
        append(line, "min", min, "");
        append(line, "max", max, "");
        append(line, "above", aboveMin, false);
        append(line, "fewest", fewest, 0);
        append(line, "most", most, Integer.MAX_VALUE);
        append(line, "each", each, Integer.MAX_VALUE);
        if (format != null) {
            append(line, "format", format, "");
        }
        append(line, "side", side, Side.BOTH);
        return line.toString();
    }

    private static void append(StringBuilder line, String key, Object value, Object usual) {
        if (!value.equals(usual)) {
            line.append(' ').append(key).append('=').append(value);
        }
    }

    static FieldRule parse(String line) {
        String[] parts = line.split(" ", -1);
        String absent = "";
        String min = "";
        String max = "";
        boolean above = false;
        int fewest = 0;
        int most = Integer.MAX_VALUE;
        int each = Integer.MAX_VALUE;
        Format format = null;
        Side side = Side.BOTH;
        for (int i = 3; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String value = parts[i].substring(equals + 1);
            switch (parts[i].substring(0, equals)) {
                case "absent" -> absent = value;
                case "min" -> min = value;
                case "max" -> max = value;
                case "above" -> above = true;
                case "fewest" -> fewest = Integer.parseInt(value);
                case "most" -> most = Integer.parseInt(value);
                case "each" -> each = Integer.parseInt(value);
                case "format" -> format = Format.valueOf(value);
                default -> side = Side.valueOf(value);
            }
        }
        return new FieldRule(
                parts[0],
                Kind.valueOf(parts[1]),
                Presence.valueOf(parts[2]),
                absent,
                min,
                max,
                above,
                fewest,
                most,
                each,
                format,
                side);
    }
}
