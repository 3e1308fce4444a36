package dev.sluicegate.router.translate;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that came out of a codec. */
record Transcript(
        String output,
        boolean complete,
        @Nullable String problem,
        @Nullable TokenUsage usage) {
    /** Feeds the codec one piece after the other, each in the middle of a larger array, and ends it. */
    static Transcript of(ResponseCodec codec, List<byte[]> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            byte[] larger = new byte[piece.length + 2];
            System.arraycopy(piece, 0, larger, 1, piece.length);
            out.writeBytes(codec.accept(larger, 1, 1 + piece.length));
        }
        out.writeBytes(codec.end());
        return new Transcript(Conversation.text(out.toByteArray()), codec.complete(), codec.problem(), codec.usage());
    }
}
