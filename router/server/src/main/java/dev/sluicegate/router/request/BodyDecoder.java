package dev.sluicegate.router.request;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;

/**
 * Decodes a body that is in memory, a bounded part in each turn of the event loop, so that a small body which becomes a huge one neither
 * holds the loop up nor takes more than its receiver lets it. Used on one event loop only.
 */
final class BodyDecoder {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES_A_TURN = 8;

    private final Context loop;
    private final InputStream decoded;
    private final Receiver receiver;

    /** What the decoded bytes go to. */
    interface Receiver {
        /** @return whether it wants more */
        boolean accept(Buffer piece);

        void end();

        /** The bytes are not what their coding says. */
        void invalid();
    }

    private BodyDecoder(Context loop, InputStream decoded, Receiver receiver) {
        this.loop = loop;
        this.decoded = decoded;
        this.receiver = receiver;
    }

    static void decode(Context loop, ContentCoding coding, List<Buffer> coded, Receiver receiver) {
        List<InputStream> streams = coded.stream()
                .<InputStream>map(piece -> new ByteArrayInputStream(piece.getBytes()))
                .toList();
        try {
            InputStream all = coding.decode(new SequenceInputStream(Collections.enumeration(streams)));
            new BodyDecoder(loop, all, receiver).turn();
        } catch (IOException e) {
            receiver.invalid();
        }
    }

    private void turn() {
        try {
            for (int i = 0; i < PIECES_A_TURN; i++) {
                byte[] piece = decoded.readNBytes(PIECE);
                if (piece.length == 0) {
                    decoded.close();
                    receiver.end();
                    return;
                }
                if (!receiver.accept(Buffer.buffer(piece))) {
                    decoded.close();
                    return;
                }
            }
        } catch (IOException e) {
            receiver.invalid();
            return;
        }
        loop.runOnContext(_ -> turn());
    }
}
