package dev.sluicegate.router.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * A certificate with the key that belongs to it.
 *
 * @param chain the certificate, followed by the authorities between it and the one that others trust
 */
public record CertificatePair(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] ANYTHING = {1, 2, 3};

    public CertificatePair {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both, the key in PKCS#8, PKCS#1 (as cert-manager writes it, if it is told nothing else) or SEC 1.
     *
     * @throws IOException with a sentence, if one cannot be read or they do not belong together
     */
    public static CertificatePair of(Path certificateFile, byte[] certificate, Path keyFile, byte[] key)
            throws IOException {
        // first, for its better sentences
        List<X509Certificate> chain = TrustedAuthorities.of(certificateFile, certificate);
        PrivateKey secret;
        try {
            KeyStore both =
                    KeyStoreHelper.loadKeyCert(List.of(Buffer.buffer(key)), List.of(Buffer.buffer(certificate)));
            secret =
                    (PrivateKey) both.getKey(both.aliases().nextElement(), KeyStoreHelper.DUMMY_PASSWORD.toCharArray());
        } catch (Exception e) {
            // whose message could have something of the key
            throw new IOException(keyFile + " holds no private key that can be read; it must be PEM, not encrypted");
        }
        if (!belong(secret, chain.getFirst())) {
            throw new IOException(
                    keyFile + " is not the key of the certificate in " + certificateFile + "; replace both together");
        }
        return new CertificatePair(secret, chain);
    }

    X509Certificate[] chainArray() {
        return chain.toArray(X509Certificate[]::new);
    }

    private static boolean belong(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(ANYTHING);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(ANYTHING);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CertificatePair" + Arrays.asList(chain.getFirst().getSubjectX500Principal());
    }
}
