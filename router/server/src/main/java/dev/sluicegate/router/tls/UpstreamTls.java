package dev.sluicegate.router.tls;

import dev.sluicegate.router.config.ProviderTls;
import dev.sluicegate.router.config.ReferencedFile.CertificatePairSource;
import dev.sluicegate.router.config.ReferencedFile.CertificateSource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The client's side of TLS with one provider: whom the router trusts, and who it says that it is. */
public final class UpstreamTls {
    private UpstreamTls() {}

    /**
     * Reads the files that the config names, and follows them. Blocks; throws with a sentence. The options are compared by what stands in the files, so
     * that changed ones get new connections.
     */
    public static WatchedFiles<ClientSSLOptions> follow(ProviderTls config) throws IOException {
        List<Path> files = new ArrayList<>();
        CertificateSource ca = config.ca();
        if (ca != null) {
            files.add(Path.of(ca.file()));
        }
        CertificatePairSource client = config.client();
        if (client != null) {
            files.add(Path.of(client.file()));
            files.add(Path.of(client.keyFile()));
        }
        return WatchedFiles.open(files, contents -> {
            ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
            if (ca != null) {
                TrustedAuthorities.of(files.getFirst(), contents.getFirst());
                options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(contents.getFirst())));
            }
            if (client != null) {
                int at = ca == null ? 0 : 1;
                CertificatePair.of(files.get(at), contents.get(at), files.get(at + 1), contents.get(at + 1));
                options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(contents.get(at)))
                        .addKeyValue(Buffer.buffer(contents.get(at + 1))));
            }
            return options;
        });
    }
}
