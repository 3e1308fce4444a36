package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.CertificatePairSource;
import dev.sluicegate.router.config.ReferencedFile.CertificateSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Rule;
import org.jspecify.annotations.Nullable;

/** TLS with a provider: the rules by which its certificate is judged, and the router's own. */
@Description("Trust in the provider's certificate, and the certificate that pods show it.")
@Rule(cel = "has(self.ca) || has(self.client)", message = ProviderTls.EMPTY)
public record ProviderTls(
        @Description(
                "PEM certificates of the authorities that are trusted for this provider, instead of the usual ones. When absent, those vouch for it.")
        @Nullable CertificateSource ca,

        @Description(
                "Certificate that the provider is shown, where it asks who calls (mTLS). A changed one is used for new connections, and replaces no pod. When absent, it is shown none.")
        @Nullable CertificatePairSource client)
        implements Checked {
    static final String EMPTY = "write ca, client, or both; or leave tls out";

    @Override
    public void check(Checks checks) {
        checks.require(ca != null || client != null, "", EMPTY);
    }
}
