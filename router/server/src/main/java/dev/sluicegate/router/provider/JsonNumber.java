package dev.sluicegate.router.provider;

/** The grammar of a JSON number (RFC 8259, section 6), a byte at a time. */
final class JsonNumber {
    private enum At {
        START,
        AFTER_MINUS,
        AFTER_ZERO,
        INTEGER,
        AFTER_POINT,
        FRACTION,
        AFTER_E,
        AFTER_SIGN,
        EXPONENT
    }

    private At at = At.START;

    private boolean negative;
    private long whole;

    /** Takes the first byte of a number. */
    boolean begin(byte b) {
        at = At.START;
        negative = b == '-';
        whole = 0;
        return accept(b);
    }

    /** What stands before the point, at most {@link Integer#MAX_VALUE}, which is also what a number with an exponent counts as; 0 below 0. */
    long wholePart() {
        return negative ? 0 : at == At.EXPONENT ? Integer.MAX_VALUE : whole;
    }

    /** Whether the number may end here. */
    boolean complete() {
        return at == At.AFTER_ZERO || at == At.INTEGER || at == At.FRACTION || at == At.EXPONENT;
    }

    /** Takes a byte if the number can go on with it. */
    boolean accept(byte b) {
        boolean digit = b >= '0' && b <= '9';
        boolean e = b == 'e' || b == 'E';
        return switch (at) {
            case START -> b == '-' ? go(At.AFTER_MINUS) : firstDigit(b);
            case AFTER_MINUS -> firstDigit(b);
            case AFTER_ZERO -> (b == '.' && go(At.AFTER_POINT)) || (e && go(At.AFTER_E));
            case INTEGER -> (digit && digit(b)) || (b == '.' && go(At.AFTER_POINT)) || (e && go(At.AFTER_E));
            case AFTER_POINT -> digit && go(At.FRACTION);
            case FRACTION -> digit || (e && go(At.AFTER_E));
            case AFTER_E -> ((b == '+' || b == '-') && go(At.AFTER_SIGN)) || (digit && go(At.EXPONENT));
            case AFTER_SIGN -> digit && go(At.EXPONENT);
            case EXPONENT -> digit;
        };
    }

    private boolean firstDigit(byte b) {
        return b >= '0' && b <= '9' && digit(b) && go(b == '0' ? At.AFTER_ZERO : At.INTEGER);
    }

    private boolean digit(byte b) {
        whole = Math.min(Integer.MAX_VALUE, whole * 10 + (b - '0'));
        return true;
    }

    private boolean go(At next) {
        at = next;
        return true;
    }
}
