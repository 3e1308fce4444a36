package dev.sluicegate.router.provider;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Skips what is inside a JSON string, eight bytes at a time: a prompt is hardly anything else, and a megabyte of it must not keep
 * the event loop for longer than its way through the sockets does.
 */
final class StringRun {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private StringRun() {}

    /**
     * The offset of the first byte from {@code from} on that is neither a plain character nor part of a whole escape of two
     * characters; {@code to} if there is none.
     */
    static int end(byte[] bytes, int from, int to) {
        int i = plainEnd(bytes, from, to);
        while (i + 1 < to && bytes[i] == '\\' && isEscaped(bytes[i + 1])) {
            i = plainEnd(bytes, i + 2, to);
        }
        return i;
    }

    private static int plainEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long special = special((long) LONGS.get(bytes, i));
            if (special != 0) {
                return i + (Long.numberOfTrailingZeros(special) >> 3);
            }
        }
        while (i < to && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The lowest bit that is set is the highest of the first byte that is not plain; what is set above it may be wrong. */
    private static long special(long eight) {
        long quote = eight ^ ONES * '"';
        long backslash = eight ^ ONES * '\\';
        return (((eight - ONES * 0x20) & ~eight) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash))
                & HIGHS;
    }

    private static boolean isPlain(byte b) {
        return b != '"' && b != '\\' && (b < 0 || b >= 0x20);
    }

    private static boolean isEscaped(byte b) {
        return switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
            default -> false;
        };
    }
}
