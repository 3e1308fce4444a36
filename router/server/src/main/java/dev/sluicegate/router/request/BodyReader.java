package dev.sluicegate.router.request;

import dev.sluicegate.router.coding.ContentCoding;
import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.forward.RequestBody;
import dev.sluicegate.router.listen.ClientConnection;
import dev.sluicegate.router.listen.ClientConnections;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.BodyScanner;
import dev.sluicegate.router.response.HeapBytes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes in one request's body, reading it as it arrives, in memory proportional to the limit. Used on one event loop only. */
final class BodyReader {
    /** So much must come in each {@code listener.headerTimeout}, or the body is one that was sent to keep us busy. */
    private static final int LEAST_PROGRESS = 1024;

    /** And such a part of what was announced, since that is kept free for it. */
    private static final int LEAST_PART = 32;

    /** Pieces smaller than this are put together, so that a body in tiny pieces costs no more than its bytes. */
    private static final int SMALL = 4 * 1024;

    private static final int ENOUGH = 64 * 1024;

    /** The bytes in one piece; characters of two bytes while they are read, and again while they are written. */
    private static final long TREE_PER_BYTE = 6;

    /** An empty object with its place in a list. */
    private static final long TREE_PER_VALUE = 100;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final ByteSize limit;
    private final BodyBudget.Reservation share;
    private final ClientConnection connection;
    private final BodyScanner scanner = new BodyScanner();
    private final List<Buffer> pieces = new ArrayList<>(1);
    private @Nullable Buffer small;
    private int length;
    private long timer = -1;
    private int lengthSeen;
    private int leastProgress = LEAST_PROGRESS;
    private boolean done;
    private boolean dropped;
    private boolean plain = true;

    /**
     * @param limit less than 2 GiB
     * @param share of its own
     */
    BodyReader(Vertx vertx, HttpServerRequest request, ByteSize limit, BodyBudget.Reservation share) {
        this.vertx = vertx;
        this.request = request;
        this.limit = limit;
        this.share = share;
        this.connection = ClientConnections.serving(request);
    }

    /** Exactly one of the two is called, unless the client leaves before the end. */
    void read(Runnable onBody, Consumer<ApiError> onError) {
        ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        if (coding == null) {
            onError.accept(BodyDecoder.unsupported());
            return;
        }
        plain = coding == ContentCoding.IDENTITY;
        long announced = announced(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (announced > limit.bytes()) {
            onError.accept(tooLarge());
            return;
        }
        if (!share.reach(announced)) {
            noRoom(onError);
            return;
        }
        leastProgress = Math.max(LEAST_PROGRESS, (int) announced / LEAST_PART);
        request.handler(piece -> take(piece, onError));
        request.exceptionHandler(_ -> finish());
        request.endHandler(_ -> {
            if (!done) {
                finish();
                if (plain) {
                    onBody.run();
                } else {
                    decode(coding, onBody, onError);
                }
            }
        });
        if (!request.isEnded()) {
            watch(onError);
        }
    }

    private void take(Buffer piece, Consumer<ApiError> onError) {
        if (done) {
            return;
        }
        long lengthWithIt = length + (long) piece.length();
        if (lengthWithIt > limit.bytes()) {
            finish();
            onError.accept(tooLarge());
        } else if (!share.reach(lengthWithIt)) {
            noRoom(onError);
        } else {
            add(piece);
        }
    }

    /** Ends the reading of a body whose end cannot be known, or that comes too slowly. */
    private void watch(Consumer<ApiError> onError) {
        connection.onMalformedBody(_ -> {
            if (!done) {
                finish();
                onError.accept(new ApiError(
                        ApiError.Kind.INVALID_REQUEST,
                        "the request's body breaks the rules of HTTP (RFC 9112), so its end cannot be known"));
            }
        });
        long interval = connection.bounds().headerTimeout().toMillis();
        timer = vertx.setPeriodic(interval, _ -> checkProgress(onError, interval));
    }

    /** The limits hold for what comes out too, so that a body which becomes huge is refused as soon as it is too large. */
    private void decode(ContentCoding coding, Runnable onBody, Consumer<ApiError> onError) {
        List<Buffer> coded = List.copyOf(pieces);
        long beside = length + coding.memory(beginning(Math.min(length, 8)));
        pieces.clear();
        small = null;
        length = 0;
        plain = true;
        if (!share.reach(beside)) {
            noRoom(onError);
            return;
        }
        BodyDecoder.decode(coding, coded, piece -> takeDecoded(piece, beside, onError), whole -> {
            if (dropped) {
                return;
            }
            share.keep(length);
            if (whole) {
                onBody.run();
            } else {
                onError.accept(BodyDecoder.invalid());
            }
        });
    }

    /** Returns whether more may come. */
    private boolean takeDecoded(Buffer piece, long beside, Consumer<ApiError> onError) {
        long lengthWithIt = length + (long) piece.length();
        if (dropped) {
            return false;
        }
        if (lengthWithIt > limit.bytes()) {
            onError.accept(tooLarge());
            return false;
        }
        if (!share.reach(beside + lengthWithIt)) {
            noRoom(onError);
            return false;
        }
        add(piece);
        return true;
    }

    /** What the body says; to be called once, after its end. */
    BodyReading facts() {
        return scanner.finish();
    }

    /** The body with the model's name replaced, and a wish for usage after it. */
    RequestBody forModelWithUsage(BodyReading.Valid facts, String model) {
        byte[] name = BodyScanner.quoted(model);
        byte[] wish = BodyScanner.usageWanted();
        byte[] both = Arrays.copyOf(name, name.length + wish.length);
        System.arraycopy(wish, 0, both, name.length, wish.length);
        return new RequestBody(pieces, length, facts.modelStart(), facts.modelEnd(), both);
    }

    /** The body with the model's name replaced. */
    RequestBody forModel(BodyReading.Valid facts, @Nullable String model) {
        return model == null || model.equals(facts.model())
                ? new RequestBody(pieces, length, 0, 0, new byte[0])
                : new RequestBody(pieces, length, facts.modelStart(), facts.modelEnd(), BodyScanner.quoted(model));
    }

    int length() {
        return length;
    }

    /** The whole body, in one piece. */
    byte[] bytes() {
        return beginning(length);
    }

    /** So many of the body's bytes, from its beginning; fewer if it is shorter. */
    byte[] beginning(int most) {
        byte[] bytes = new byte[Math.min(most, length)];
        int at = 0;
        for (Buffer piece : pieces) {
            int part = Math.min(piece.length(), bytes.length - at);
            piece.getBytes(0, part, bytes, at);
            at += part;
        }
        return bytes;
    }

    /** About how much memory it takes for the body to become a tree, and that to become bytes again. */
    long treeSize() {
        return length * TREE_PER_BYTE + scanner.values() * TREE_PER_VALUE;
    }

    /** Nobody will ask for the body's bytes again, and what comes of it now is not kept. May be called again. */
    void drop() {
        finish();
        dropped = true;
        pieces.clear();
        small = null;
        share.giveBack();
    }

    private void add(Buffer piece) {
        length += piece.length();
        if (plain) {
            scan(piece);
        }
        if (piece.length() >= SMALL) {
            pieces.add(piece);
            small = null;
            return;
        }
        if (small == null || small.length() >= ENOUGH) {
            small = Buffer.buffer(piece.length());
            pieces.add(small);
        }
        small.appendBuffer(piece);
    }

    private void scan(Buffer piece) {
        HeapBytes heap = HeapBytes.of(piece);
        scanner.accept(heap.array(), heap.from(), heap.to());
    }

    private void checkProgress(Consumer<ApiError> onError, long interval) {
        int progress = length - lengthSeen;
        lengthSeen = length;
        if (progress < leastProgress) {
            finish();
            onError.accept(new ApiError(
                    ApiError.Kind.REQUEST_TIMEOUT,
                    "the request's body did not arrive; " + progress + " bytes of it came in the last " + interval
                            + " ms (listener.headerTimeout)"));
        }
    }

    private void finish() {
        if (done) {
            return;
        }
        done = true;
        connection.onMalformedBody(null);
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private static long announced(@Nullable String contentLength) {
        try {
            return contentLength == null ? 0 : Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            // the protocol's decoder refuses what is not a number; what is too large for a long is too large for us
            return Long.MAX_VALUE;
        }
    }

    private void noRoom(Consumer<ApiError> onError) {
        drop();
        onError.accept(BodyBudget.full("the gateway's memory for large requests' bodies is full"));
    }

    private ApiError tooLarge() {
        return new ApiError(
                ApiError.Kind.TOO_LARGE,
                "the request's body is larger than the " + limit + " that this gateway accepts");
    }
}
