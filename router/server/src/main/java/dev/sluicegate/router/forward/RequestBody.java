package dev.sluicegate.router.forward;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;

/** A request's body in the pieces it came in, with a part of it replaced. It can be sent any number of times until it is dropped. */
public final class RequestBody {
    private List<Buffer> pieces;
    private final int length;
    private final int from;
    private final int to;
    private final Buffer replacement;

    /** @param replacement takes the place of the bytes from {@code from} to {@code to} */
    public RequestBody(List<Buffer> pieces, int length, int from, int to, byte[] replacement) {
        this.pieces = List.copyOf(pieces);
        this.length = length;
        this.from = from;
        this.to = to;
        this.replacement = Buffer.buffer(replacement);
    }

    /** A body as it is to be sent, which must not change any more. */
    public static RequestBody of(byte[] bytes) {
        return new RequestBody(List.of(Buffer.buffer(bytes)), bytes.length, 0, 0, new byte[0]);
    }

    /** All of it, in one piece. */
    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        int at = 0;
        for (Buffer piece : pieces()) {
            piece.getBytes(bytes, at);
            at += piece.length();
        }
        return bytes;
    }

    /**
     * Whether some bytes stand in it, wherever its pieces begin and end.
     *
     * @param word whose first byte stands in it once
     */
    public boolean contains(byte[] word) {
        int matched = 0;
        for (Buffer piece : pieces()) {
            ByteBuf bytes = ((BufferInternal) piece).getByteBuf();
            int at = bytes.readerIndex();
            while (at >= 0 && at < bytes.writerIndex()) {
                if (matched == 0) {
                    at = bytes.indexOf(at, bytes.writerIndex(), word[0]);
                    matched = at < 0 ? 0 : 1;
                } else if (bytes.getByte(at) == word[matched]) {
                    matched++;
                } else {
                    matched = 0;
                    continue;
                }
                if (matched == word.length) {
                    return true;
                }
                at = at < 0 ? at : at + 1;
            }
        }
        return false;
    }

    /** It will not be sent again: what is kept for that can go. */
    public void drop() {
        pieces = List.of();
    }

    public int length() {
        return length - (to - from) + replacement.length();
    }

    /** Writes everything and ends the request. The pieces are in memory already, so there is nothing to hold back. */
    void sendOn(HttpClientRequest request) {
        List<Buffer> all = pieces();
        for (Buffer piece : all.subList(0, Math.max(0, all.size() - 1))) {
            request.write(piece);
        }
        request.end(all.isEmpty() ? Buffer.buffer() : all.getLast());
    }

    /** The new body; none of its pieces is empty, and none of the old bytes is copied. */
    List<Buffer> pieces() {
        List<Buffer> result = new ArrayList<>(pieces.size() + 2);
        int start = 0;
        for (Buffer piece : pieces) {
            int end = start + piece.length();
            if (end <= from || start >= to) {
                add(result, piece);
            } else {
                if (start <= from) {
                    add(result, piece.slice(0, from - start));
                    add(result, replacement);
                }
                if (end > to) {
                    add(result, piece.slice(to - start, piece.length()));
                }
            }
            start = end;
        }
        return result;
    }

    private static void add(List<Buffer> result, Buffer bytes) {
        if (bytes.length() > 0) {
            result.add(bytes);
        }
    }
}
