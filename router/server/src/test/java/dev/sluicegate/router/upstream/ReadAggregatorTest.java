package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one read brings leaves as one piece, in order, and a response that is held back reads nothing more. */
class ReadAggregatorTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String END = "0\r\n\r\n";

    private final List<String> seen = new ArrayList<>();
    private boolean asks;
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpClientCodec(), new Recorder());
    private final ReadAggregator reads = ReadAggregator.addTo(channel.pipeline().context(Recorder.class));

    /** Writes down what it gets: a head, a piece, the end, the end of a read. */
    private final class Recorder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse) {
                seen.add("head");
            } else if (message instanceof HttpContent content) {
                String text = content.content().toString(UTF_8);
                seen.add(message instanceof LastHttpContent ? text + "end" : text);
                if (asks) {
                    assertThat(reads.current().afterRead(() -> seen.add("after")))
                            .isTrue();
                }
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            seen.add("|");
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void ask() {
        channel.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
        channel.releaseOutbound();
    }

    /** One read. */
    private void read(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, UTF_8));
    }

    private static String chunks(String... contents) {
        return List.of(contents).stream()
                .map(content -> Integer.toHexString(content.getBytes(UTF_8).length) + "\r\n" + content + "\r\n")
                .collect(Collectors.joining());
    }

    @Test
    void theChunksOfOneReadAreOnePiece() {
        ask();
        read(HEAD + chunks("a", "b", "é"));
        read(chunks("d"));
        read(chunks("e", "f") + END);

        assertThat(seen).containsExactly("head", "abé", "|", "d", "|", "ef", "end", "|");
    }

    @Test
    void aTaskRunsWhenAllOfAReadIsHandedOut() {
        asks = true;
        ask();
        read(HEAD + chunks("a", "b"));
        read(chunks("c") + END);

        assertThat(seen).containsExactly("head", "ab", "after", "|", "c", "end", "after", "|");
        assertThat(reads.current().afterRead(() -> {}))
                .as("without a read that is under way")
                .isFalse();
    }

    @Test
    void everySplitGivesTheSameBytes() {
        String response = HEAD + chunks("a", "bc", "é", "d".repeat(20)) + END;
        for (int split = 1; split < response.length(); split++) {
            seen.clear();
            ask();
            read(response.substring(0, split));
            read(response.substring(split));
            seen.removeIf("|"::equals);
            assertThat(String.join("", seen)).as("split at %d", split).isEqualTo("headabcé" + "d".repeat(20) + "end");
        }
    }

    @Test
    void aPieceIsNoLargerThanTheLargestRead() {
        ask();
        int size = ReadAggregator.LARGEST_PIECE / 4 - 1;
        String[] contents = IntStream.range(0, 10)
                .mapToObj(i -> Integer.toString(i).repeat(size))
                .toArray(String[]::new);
        read(HEAD + chunks(contents) + END);

        assertThat(seen)
                .allMatch(piece -> piece.length() <= ReadAggregator.LARGEST_PIECE)
                .hasSize(6);
        assertThat(String.join("", seen)).isEqualTo("head" + String.join("", contents) + "end|");
    }

    @Test
    void aBrokenResponseBreaksAfterWhatCameBefore() {
        ask();
        read(HEAD + chunks("a", "b") + "no number\r\n");

        assertThat(seen).startsWith("head", "ab");
        assertThat(channel.pipeline().get(ReadAggregator.class)).isNotNull();
    }

    @Test
    void whatCameBeforeTheConnectionBrokeGoesOn() {
        ask();
        read(HEAD);
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(chunks("a", "b"), UTF_8));
        channel.close().syncUninterruptibly();

        assertThat(seen).contains("ab");
    }

    /** Netty reads up to sixteen times by itself, a megabyte, before another connection comes to its turn. */
    @Test
    void aConnectionIsReadOnceInEachTurn() {
        MaxMessagesRecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
        assertThat(allocator.maxMessagesPerRead()).isEqualTo(1);
    }

    @Test
    void aResponseThatIsHeldBackIsNotRead() {
        ask();
        read(HEAD + chunks("a"));
        ResponseReading reading = reads.current();
        reading.hold();
        assertThat(channel.config().isAutoRead()).isFalse();

        // somebody else turns it on
        channel.config().setAutoRead(true);
        read(chunks("b"));
        assertThat(channel.config().isAutoRead()).isFalse();

        reading.release();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** Its connection may be another request's already, whose answer would never be read. */
    @Test
    void aResponseThatIsWholeHoldsNothingBack() {
        ask();
        read(HEAD + chunks("a"));
        ResponseReading first = reads.current();
        first.hold();
        read(chunks("b") + END);
        assertThat(channel.config().isAutoRead()).as("when it is whole").isTrue();

        first.hold();
        assertThat(channel.config().isAutoRead())
                .as("held back when it is whole")
                .isTrue();

        ask();
        read(HEAD + chunks("a"));
        first.hold();
        assertThat(channel.config().isAutoRead())
                .as("held back by the one before")
                .isTrue();
        reads.current().hold();
        first.release();
        assertThat(channel.config().isAutoRead())
                .as("released by the one before")
                .isFalse();
    }
}
