package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.GatewayOnly;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import org.jspecify.annotations.Nullable;

/** PEM certificates, from a Secret or ConfigMap (in a gateway) or a file (in a router's own). */
@Description("Source of PEM certificates.")
@Rule(
        cel = "has(self.secretKeyRef) != has(self.configMapKeyRef)",
        message = "write either secretKeyRef or configMapKeyRef, with name and key")
public record CertificateSource(
        @GatewayOnly @Nullable SecretKeyRef secretKeyRef,

        @GatewayOnly @Nullable ConfigMapKeyRef configMapKeyRef,

        @Description("Path of the PEM file.") @RouterOnly @Size(min = 1, max = 4096) String file)
        implements ReferencedFile {
    /** One value of a ConfigMap. */
    @Description("Value of a ConfigMap in the gateway's namespace.")
    public record ConfigMapKeyRef(
            @Description("Name of the ConfigMap.") @Size(min = 1, max = 253) @Form(Format.CONFIG_MAP_NAME)
            String name,

            @Description("Key of the value in the ConfigMap.") @Size(min = 1, max = 253) @Form(Format.OBJECT_KEY)
            String key) {}
}
