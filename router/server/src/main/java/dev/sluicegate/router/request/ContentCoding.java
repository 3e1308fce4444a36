package dev.sluicegate.router.request;

import dev.sluicegate.router.provider.ApiError;
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
 * How a client has compressed its request's body.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1">RFC 9110, section 8.4.1</a>
 */
enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE,
    ZSTD,
    BR;

    private static final long DEFLATE_WINDOW = 64 * 1024;

    /** In bits; the decoder of zstd refuses more than 8 MiB. */
    private static final int LARGEST_WINDOW = 24;

    /** Those that may be used, as {@code Accept-Encoding} names them. */
    static final String ACCEPTED = "gzip, deflate, zstd, br";

    /** Null for one that cannot be read, or more than one. */
    static @Nullable ContentCoding of(@Nullable String header) {
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

    static ApiError unsupported() {
        return new ApiError(
                ApiError.Kind.UNSUPPORTED_CODING,
                "the request's body has a Content-Encoding that this gateway cannot read; send it plain, or as "
                        + ACCEPTED);
    }

    InputStream decode(InputStream coded) throws IOException {
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
    long memory(byte[] beginning) {
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
