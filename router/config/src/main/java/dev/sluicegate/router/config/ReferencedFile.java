package dev.sluicegate.router.config;

/** A field by which a gateway names a Secret or ConfigMap, and a router's own file a path. {@code SecretReference} lists these fields. */
public sealed interface ReferencedFile permits SecretSource, KeysSource, CertificateSource {
    /** The path; null in the spec of a gateway. */
    String file();
}
