package dev.sluicegate.router.request;

import dev.sluicegate.router.coding.ContentCoding;
import dev.sluicegate.router.provider.ApiError;
import io.airlift.compress.MalformedInputException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Decodes a body that is in memory, a bounded part in each turn of the event loop, so that a small body which becomes a huge one neither
 * holds the loop up nor takes more than its receiver lets it. Used on one event loop only.
 */
final class BodyDecoder {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES_A_TURN = 8;

    private final Context loop;
    private final InputStream decoded;
    private final Predicate<Buffer> pieces;
    private final Consumer<Boolean> end;

    private BodyDecoder(InputStream decoded, Predicate<Buffer> pieces, Consumer<Boolean> end) {
        this.loop = Objects.requireNonNull(Vertx.currentContext());
        this.decoded = decoded;
        this.pieces = pieces;
        this.end = end;
    }

    /**
     * To be called on the event loop.
     *
     * @param pieces takes what comes out, and says whether it wants more
     * @param end told at the end, if more was wanted until then, whether the bytes were what their coding says
     */
    static void decode(ContentCoding coding, List<Buffer> coded, Predicate<Buffer> pieces, Consumer<Boolean> end) {
        List<InputStream> streams = coded.stream()
                .<InputStream>map(piece -> new ByteArrayInputStream(piece.getBytes()))
                .toList();
        try {
            InputStream all = coding.decode(new SequenceInputStream(Collections.enumeration(streams)));
            new BodyDecoder(all, pieces, end).turn();
        } catch (IOException | RuntimeException e) {
            end.accept(false);
        }
    }

    static ApiError unsupported() {
        return new ApiError(
                ApiError.Kind.UNSUPPORTED_CODING,
                "the request's body has a Content-Encoding that this gateway cannot read; send it plain, or as "
                        + ContentCoding.ACCEPTED);
    }

    static ApiError invalid() {
        return new ApiError(ApiError.Kind.INVALID_REQUEST, "the request's body is not what its Content-Encoding says");
    }

    private void turn() {
        try {
            for (int i = 0; i < PIECES_A_TURN; i++) {
                byte[] piece = decoded.readNBytes(PIECE);
                if (piece.length == 0) {
                    decoded.close();
                    end.accept(true);
                    return;
                }
                if (!pieces.test(Buffer.buffer(piece))) {
                    decoded.close();
                    return;
                }
            }
        } catch (IOException | MalformedInputException | IndexOutOfBoundsException e) {
            end.accept(false);
            return;
        }
        loop.runOnContext(_ -> turn());
    }
}
