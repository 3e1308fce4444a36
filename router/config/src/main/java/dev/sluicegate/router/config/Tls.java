package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.CertificateSource;
import dev.sluicegate.router.config.schema.Schema.Description;

/** The rules by which a provider's certificate is judged. */
@Description("Trust in the provider's certificate. When absent, the usual authorities vouch for it.")
public record Tls(
        @Description(
                "PEM certificates of the authorities that are trusted for this provider, instead of the usual ones.")
        CertificateSource ca) {}
