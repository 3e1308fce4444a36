package dev.sluicegate.e2e.provider;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;

/** Ends a connection with RST and not with FIN. */
final class Reset {
    private Reset() {}

    static void connectionOf(HttpServerRequest request) {
        // Vert.x has no public way to linger for 0 s on one connection, which is what makes TCP send RST
        if (request.connection() instanceof VertxConnection connection) {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        request.connection().close();
    }
}
