package dev.sluicegate.router.tls;

import dev.sluicegate.router.config.ListenerSettings.ListenerTls;
import dev.sluicegate.router.config.ReferencedFile.CertificateSource;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS with one certificate: 1.2 and 1.3, HTTP/2 or HTTP/1.1 by ALPN.
 *
 * @param expiresAt when the first certificate of the chain is over
 */
public record ServerTls(SslContext context, Instant expiresAt) {
    /** Reads the files that the config names, and follows them. Blocks; throws with a sentence. */
    public static WatchedFiles<ServerTls> follow(ListenerTls config) throws IOException {
        Path certificate = Path.of(config.certificate().file());
        Path key = Path.of(config.certificate().keyFile());
        List<Path> files = new ArrayList<>(List.of(certificate, key));
        CertificateSource clientCa = config.clientCa();
        Path authorities = clientCa == null ? null : Path.of(clientCa.file());
        if (authorities != null) {
            files.add(authorities);
        }
        return WatchedFiles.open(
                files,
                contents -> of(
                        CertificatePair.of(certificate, contents.get(0), key, contents.get(1)),
                        authorities == null ? null : TrustedAuthorities.of(authorities, contents.get(2))));
    }

    /** @param clientAuthorities of which clients must show a certificate; null if they need none */
    private static ServerTls of(CertificatePair pair, @Nullable List<X509Certificate> clientAuthorities)
            throws IOException {
        SslContextBuilder builder = SslContextBuilder.forServer(pair.key(), pair.chainArray())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        if (clientAuthorities != null) {
            builder.clientAuth(ClientAuth.REQUIRE).trustManager(clientAuthorities.toArray(X509Certificate[]::new));
        }
        try {
            return new ServerTls(
                    builder.build(), pair.chain().getFirst().getNotAfter().toInstant());
        } catch (SSLException e) {
            throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
        }
    }
}
