package dev.sluicegate.router.request;

import dev.sluicegate.router.provider.ApiError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * How a client has compressed its request's body.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1">RFC 9110, section 8.4.1</a>
 */
enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** Those that may be used, as {@code Accept-Encoding} names them. */
    static final String ACCEPTED = "gzip, deflate";

    /** Null for one that cannot be read, or more than one. */
    static @Nullable ContentCoding of(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
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
        };
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
