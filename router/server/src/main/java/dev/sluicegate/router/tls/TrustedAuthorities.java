package dev.sluicegate.router.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates in PEM, whose owners may vouch for somebody. */
public final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * The certificates of a file.
     *
     * @return at least one
     * @throws IOException with a sentence, if there is no certificate in it
     */
    public static List<X509Certificate> of(Path file, byte[] content) throws IOException {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IOException(file + " has no certificate in it; it must hold at least one, in PEM");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IOException(file + " holds something that is no certificate; it must be PEM", e);
        }
    }
}
