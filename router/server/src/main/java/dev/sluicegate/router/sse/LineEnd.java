package dev.sluicegate.router.sse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The search for a line's end, eight bytes at a time: a token's event has one in some hundred bytes, which are JSON and so have no control
 * characters.
 */
final class LineEnd {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private LineEnd() {}

    /** The offset of the first LF or CR from {@code from} on; {@code to} if there is none. */
    static int find(byte[] bytes, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to) {
            long eight = (long) LONGS.get(bytes, i);
            // the lowest bit that is set is the highest of the first byte up to CR; what is set above it may be wrong
            long low = (eight - ONES * ('\r' + 1)) & ~eight & HIGHS;
            if (low == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(low) >> 3;
            if (isEnd(bytes[i])) {
                return i;
            }
            i++;
        }
        while (i < to && !isEnd(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean isEnd(byte b) {
        return b == '\n' || b == '\r';
    }
}
