package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.SingleValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 512Ki}, {@code 32Mi}, {@code 1Gi} or a plain number.
 *
 * @param bytes not negative, less than 1 TiB
 */
@SingleValue
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})(Ki|Mi|Gi)?");
    private static final long LIMIT = 1L << 40;

    public ByteSize {
        if (bytes < 0 || bytes >= LIMIT) {
            throw new IllegalArgumentException(bytes + " bytes is out of range; write a size from 0 to 1023Gi");
        }
    }

    public static ByteSize of(long bytes) {
        return new ByteSize(bytes);
    }

    public static ByteSize ofKibibytes(long kibibytes) {
        return new ByteSize(kibibytes << 10);
    }

    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(mebibytes << 20);
    }

    /** @throws IllegalArgumentException with a sentence for the person who wrote {@code text} */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write one such as 512Ki, 32Mi or 1Gi");
        }
        String unit = matcher.group(2);
        int shift = unit == null
                ? 0
                : switch (unit) {
                    case "Ki" -> 10;
                    case "Mi" -> 20;
                    default -> 30;
                };
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    }

    @Override
    public String toString() {
        for (int shift = 30; shift > 0; shift -= 10) {
            if (bytes > 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + (shift == 30 ? "Gi" : shift == 20 ? "Mi" : "Ki");
            }
        }
        return Long.toString(bytes);
    }
}
