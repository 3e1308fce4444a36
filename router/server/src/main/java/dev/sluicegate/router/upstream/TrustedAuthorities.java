package dev.sluicegate.router.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** A file of certificates, in PEM, whose owners may vouch for a provider. */
public final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * The file's content. Blocks.
     *
     * @throws IOException with a sentence, if there is no certificate in it
     */
    public static byte[] read(String file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + "; write it, or correct the path", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + "; the router must be allowed to", e);
        }
        try {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes))
                    .isEmpty()) {
                throw new IOException(file + " has no certificate in it; it must hold at least one, in PEM");
            }
        } catch (CertificateException e) {
            throw new IOException(file + " holds something that is no certificate; it must be PEM", e);
        }
        return bytes;
    }
}
