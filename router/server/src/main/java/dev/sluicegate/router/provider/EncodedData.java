package dev.sluicegate.router.provider;

/**
 * Finds pictures and other files in a request's body: long strings of base64, whose length says nothing of how many tokens they are. Looks at a few
 * bytes of each long run of a string's characters. Not thread-safe.
 */
final class EncodedData {
    /** Shorter runs are not worth a look. */
    static final int LEAST = 512;

    private static final int SAMPLE = 64;

    private long bytes;
    private int strings;
    private boolean counted;

    /** Another string begins. */
    void begin() {
        counted = false;
    }

    /** A run of a string's characters, of at least {@link #LEAST}, none of them special. */
    void accept(byte[] run, int from, int to) {
        int middle = from + (to - from) / 2;
        if (isBase64(run, middle, middle + SAMPLE)) {
            bytes += to - from;
            strings += counted ? 0 : 1;
            counted = true;
        }
    }

    /** So many characters of base64 have a digit, and letters of both cases; a text has a space before long, and mere filling has one letter. */
    private static boolean isBase64(byte[] run, int from, int to) {
        boolean digit = false;
        boolean upper = false;
        boolean lower = false;
        for (int i = from; i < to; i++) {
            byte b = run[i];
            boolean isDigit = b >= '0' && b <= '9';
            boolean isUpper = b >= 'A' && b <= 'Z';
            boolean isLower = b >= 'a' && b <= 'z';
            if (!isDigit && !isUpper && !isLower && "+/-_\\".indexOf(b) < 0) {
                return false;
            }
            digit |= isDigit;
            upper |= isUpper;
            lower |= isLower;
        }
        return digit && upper && lower;
    }

    BodyReading.Encoded found() {
        return new BodyReading.Encoded(bytes, strings);
    }
}
