package dev.sluicegate.router.coding;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The coding in which a body is compressed on its way.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1">RFC 9110, section 8.4.1</a>
 */
public enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE,
    ZSTD,
    BR;

    private static final long DEFLATE_WINDOW = 64 * 1024;

    /** In bits; the decoder of zstd refuses more than 8 MiB. */
    private static final int LARGEST_WINDOW = 24;

    /** Those that may be used, as {@code Accept-Encoding} names them. */
    public static final String ACCEPTED = "gzip, deflate, zstd, br";

    /** Null for one that cannot be read, or more than one. */
    public static @Nullable ContentCoding of(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "zstd" -> ZSTD;
            case "br" -> BR;
            default -> null;
        };
    }

    /** The plain bytes. What reads them may fail with unchecked exceptions too if the coded ones are not what they say. */
    public InputStream decode(InputStream coded) throws IOException {
        return switch (this) {
            case IDENTITY -> coded;
            case GZIP -> new GZIPInputStream(coded);
            case DEFLATE -> inflate(new BufferedInputStream(coded));
            case ZSTD -> new ZstdInputStream(coded);
            case BR -> new BrotliInputStream(coded);
        };
    }

    /**
     * The memory that decoding takes beside the body itself, in bytes: the window, which the body's beginning announces, and buffers.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1.2">RFC 8878, section 3.1.1.1.2</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#section-9.1">RFC 7932, section 9.1</a>
     */
    public long memory(byte[] beginning) {
        return switch (this) {
            case IDENTITY -> 0;
            case GZIP, DEFLATE -> DEFLATE_WINDOW;
            case ZSTD -> 2 * zstdWindow(beginning);
            case BR -> 2 * brotliWindow(beginning);
        };
    }

    private static long zstdWindow(byte[] beginning) {
        boolean onePiece = beginning.length < 6 || (beginning[4] & 0x20) != 0;
        if (onePiece) {
            // the whole content, which has its own limit
            return DEFLATE_WINDOW;
        }
        long base = 1L << Math.min(LARGEST_WINDOW, 10 + ((beginning[5] & 0xff) >> 3));
        return base + base / 8 * (beginning[5] & 7);
    }

    private static long brotliWindow(byte[] beginning) {
        int first = beginning.length == 0 ? 0 : beginning[0] & 0xff;
        int large = (first >> 1) & 7;
        int small = (first >> 4) & 7;
        int bits = (first & 1) == 0 ? 16 : large != 0 ? 17 + large : small != 0 ? 8 + small : 17;
        return 1L << bits;
    }

    /** Some send the data without the header that the name means (RFC 9110, section 8.4.1.2). */
    private static InputStream inflate(InputStream coded) throws IOException {
        coded.mark(2);
        int first = coded.read();
        int second = coded.read();
        coded.reset();
        boolean header = (first & 0x0f) == 8 && ((first << 8) + second) % 31 == 0;
        return new InflaterInputStream(coded, new Inflater(!header));
    }
}
