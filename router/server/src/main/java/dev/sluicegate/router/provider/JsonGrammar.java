package dev.sluicegate.router.provider;

import org.jspecify.annotations.Nullable;

/**
 * JSON's grammar (RFC 8259) as a machine that takes bytes in any pieces, in constant memory, and shows the fields of the outermost
 * object that somebody wants. It does not check that strings are UTF-8. Not thread-safe.
 */
final class JsonGrammar {
    static final int MAX_DEPTH = 512;

    /** Longest raw name that can mean one of the wanted fields: {@code stream_options}, with every character escaped. */
    private static final int LONGEST_NAME = 84;

    private enum State {
        VALUE,
        FIRST_ELEMENT,
        FIRST_NAME,
        NAME,
        COLON,
        AFTER_VALUE,
        STRING,
        ESCAPE,
        LITERAL,
        NUMBER,
        DONE
    }

    /** Who wants fields of the outermost object. */
    interface Fields {
        /** How many raw bytes of this field's value are wanted; 0 if it is not wanted. */
        int capture(String name);

        /** A wanted field's value: the string's bytes between its quotes, escapes as written. */
        void string(String name, byte[] raw, int length, long start, long end);

        /** A wanted field's value is a string of more bytes than were wanted. */
        void tooLong(String name);

        /** A wanted field's value is true, false or null. */
        void literal(String name, String literal);

        /** A wanted field's value is a number, of which {@code most} is the whole part; the largest there is where it has an exponent. */
        void number(String name, long most);

        /** A wanted field's value is an object or an array. */
        void other(String name);
    }

    private final Fields fields;
    private final long[] objects = new long[MAX_DEPTH / 64 + 1];
    private int depth;
    private State state = State.VALUE;

    private long position;
    private long values;
    private byte[] captured = new byte[LONGEST_NAME];
    private int capturedLength;
    private int captureLimit;
    private boolean inName;
    private String field = "";
    private int wanted;
    private long stringStart;
    private int hexDigitsLeft;
    private String literal = "";
    private int literalAt;
    private final JsonNumber number = new JsonNumber();
    private final EncodedData encoded = new EncodedData();

    JsonGrammar(Fields fields) {
        this.fields = fields;
    }

    /** @return what is wrong, for people; null if nothing is so far */
    @Nullable String accept(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (state == State.STRING && captureLimit == 0) {
                int end = StringRun.end(bytes, i, to);
                if (end - i >= EncodedData.LEAST) {
                    encoded.accept(bytes, i, end);
                }
                i = end;
                if (i == to) {
                    position += to - from;
                    return null;
                }
            }
            if (!step(bytes[i], position + (i - from))) {
                return "the body is not valid JSON at byte " + (position + (i - from));
            }
        }
        position += to - from;
        return null;
    }

    @Nullable String end() {
        return state == State.DONE
                ? null
                : position == 0 ? "the body is empty; a JSON object is wanted" : "the body's JSON ends too early";
    }

    /** What has come so far that is no text. */
    BodyReading.Encoded encoded() {
        return encoded.found();
    }

    private boolean step(byte b, long at) {
        return switch (state) {
            case STRING -> inString(b, at);
            case ESCAPE -> inEscape(b);
            case LITERAL -> inLiteral(b);
            case NUMBER -> number.accept(b) || (number.complete() && endNumber() && between(b, at));
            default -> between(b, at);
        };
    }

    private boolean between(byte b, long at) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || structure(b, at);
    }

    private boolean structure(byte b, long at) {
        return switch (state) {
            case VALUE -> value(b, at);
            case FIRST_ELEMENT -> b == ']' ? close(false) : value(b, at);
            case FIRST_NAME -> b == '}' ? close(true) : name(b);
            case NAME -> name(b);
            case COLON -> b == ':' && become(State.VALUE);
            case AFTER_VALUE ->
                switch (b) {
                    case ',' -> become(inObject() ? State.NAME : State.VALUE);
                    case '}' -> inObject() && close(true);
                    case ']' -> !inObject() && close(false);
                    default -> false;
                };
            default -> false;
        };
    }

    private boolean become(State next) {
        state = next;
        return true;
    }

    private boolean name(byte b) {
        inName = true;
        capturedLength = 0;
        captureLimit = depth == 1 ? LONGEST_NAME : 0;
        return b == '"' && become(State.STRING);
    }

    /** How many values have begun. */
    long values() {
        return values;
    }

    private boolean value(byte b, long at) {
        values++;
        if (depth == 0 && b != '{') {
            return false;
        }
        return switch (b) {
            case '"' -> string(at);
            case '{' -> open(true);
            case '[' -> open(false);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number.begin(b) && become(State.NUMBER);
        };
    }

    private boolean string(long at) {
        inName = false;
        capturedLength = 0;
        captureLimit = wanted;
        if (wanted > captured.length) {
            captured = new byte[wanted];
        }
        stringStart = at;
        encoded.begin();
        return become(State.STRING);
    }

    private boolean endNumber() {
        if (wanted > 0) {
            wanted = 0;
            fields.number(field, number.wholePart());
        }
        return become(State.AFTER_VALUE);
    }

    private void other() {
        if (wanted > 0) {
            wanted = 0;
            fields.other(field);
        }
    }

    private boolean open(boolean object) {
        other();
        if (depth == MAX_DEPTH) {
            return false;
        }
        depth++;
        if (object) {
            objects[depth >> 6] |= 1L << depth;
        } else {
            objects[depth >> 6] &= ~(1L << depth);
        }
        return become(object ? State.FIRST_NAME : State.FIRST_ELEMENT);
    }

    private boolean close(boolean object) {
        if (inObject() != object) {
            return false;
        }
        depth--;
        return become(depth == 0 ? State.DONE : State.AFTER_VALUE);
    }

    private boolean inObject() {
        return (objects[depth >> 6] & 1L << depth) != 0;
    }

    private boolean inString(byte b, long at) {
        if (b == '"') {
            return endString(at);
        }
        if (b >= 0 && b < 0x20) {
            return false;
        }
        capture(b);
        return b != '\\' || become(State.ESCAPE);
    }

    private boolean inEscape(byte b) {
        capture(b);
        if (hexDigitsLeft > 0) {
            hexDigitsLeft--;
            return Character.digit(b, 16) >= 0 && become(hexDigitsLeft == 0 ? State.STRING : State.ESCAPE);
        }
        if (b == 'u') {
            hexDigitsLeft = 4;
            return true;
        }
        return "\"\\/bfnrt".indexOf(b) >= 0 && become(State.STRING);
    }

    private void capture(byte b) {
        if (captureLimit > 0) {
            if (capturedLength < captureLimit) {
                captured[capturedLength] = b;
            }
            capturedLength++;
        }
    }

    private boolean endString(long at) {
        if (inName) {
            if (captureLimit > 0 && capturedLength <= captureLimit) {
                field = JsonStrings.unescape(captured, capturedLength);
                wanted = fields.capture(field);
            }
            captureLimit = 0;
            return become(State.COLON);
        }
        if (captureLimit > 0) {
            wanted = 0;
            if (capturedLength > captureLimit) {
                fields.tooLong(field);
            } else {
                fields.string(field, captured, capturedLength, stringStart, at + 1);
            }
            captureLimit = 0;
        }
        return become(State.AFTER_VALUE);
    }

    private boolean literal(String expected) {
        literal = expected;
        literalAt = 1;
        return become(State.LITERAL);
    }

    private boolean inLiteral(byte b) {
        if (b != literal.charAt(literalAt)) {
            return false;
        }
        if (++literalAt == literal.length()) {
            state = State.AFTER_VALUE;
            if (wanted > 0) {
                wanted = 0;
                fields.literal(field, literal);
            }
        }
        return true;
    }
}
