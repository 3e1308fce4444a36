package dev.sluicegate.router.forward;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** What a provider may make of its answers. Brotli has no encoder here. */
final class Codings {
    static final List<String> WITH_ENCODER = List.of("gzip", "deflate", "zstd");

    private Codings() {}

    static byte[] encode(String coding, byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = encoder(coding, bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** One that writes all it has when it is flushed, as a server does after each event. */
    static OutputStream encoder(String coding, OutputStream to) throws IOException {
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPOutputStream(to, true);
            case "deflate" -> new DeflaterOutputStream(to, true);
            default -> new ZstdOutputStream(to);
        };
    }
}
