package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.GatewayOnly;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import org.jspecify.annotations.Nullable;

/** A field by which a gateway names a Secret or ConfigMap, and a router's own file a path. {@code SecretReference} lists these fields. */
public sealed interface ReferencedFile {
    /** The path; null in the spec of a gateway, and for a secret in the environment. */
    @Nullable String file();

    /**
     * A single secret word. A gateway names a Secret, a router's own file another file or a variable of the environment: there is one of
     * the three, and the others are null.
     *
     * @param file its content is the word
     * @param env the name of the variable
     */
    @Description("Source of a secret, which is never written here itself.")
    @NewPods
    record SecretSource(
            @GatewayOnly SecretKeyRef secretKeyRef,

            @Description("Path of the file whose content is the secret, which is read again when it changes.")
            @RouterOnly
            @Size(min = 1, max = 4096) @Nullable String file,

            @Description("Name of the variable of the environment whose value is the secret, read once at the start.")
            @RouterOnly
            @Size(min = 1, max = 256) @Nullable String env)
            implements ReferencedFile, Checked {
        @Override
        public void check(Checks checks) {
            // the schema has the rule for a gateway
            checks.require(
                    secretKeyRef != null || (file == null) != (env == null),
                    "",
                    "write either file: with a path, or env: with the name of a variable");
        }
    }

    /** The list of the clients' keys, from a Secret (in a gateway) or a file (in a router's own). */
    @Description("Source of the clients' keys.")
    @NewPods
    record KeysSource(
            @GatewayOnly KeysSecretRef secretKeyRef,

            @Description("Path of the file of keys, which is read again when it changes.")
            @RouterOnly
            @Size(min = 1, max = 4096) String file)
            implements ReferencedFile {
        /** The key of the Secret where none is named. */
        public static final String DEFAULT_KEY = "keys.yaml";

        /** The value of a Secret that lists keys. */
        @Description("Value of a Secret in the gateway's namespace.")
        public record KeysSecretRef(
                @Description("Name of the Secret.") @Size(min = 1, max = 253) @Form(Format.SECRET_NAME)
                String name,

                @Description("Key of the value in the Secret.")
                @Default(KeysSource.DEFAULT_KEY)
                @Size(min = 1, max = 253) @Form(Format.OBJECT_KEY)
                String key) {}
    }

    /** PEM certificates, from a Secret or ConfigMap (in a gateway) or a file (in a router's own). */
    @Description("Source of PEM certificates.")
    @Rule(
            cel = "has(self.secretKeyRef) != has(self.configMapKeyRef)",
            message = "write either secretKeyRef or configMapKeyRef, with name and key")
    @NewPods
    record CertificateSource(
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

    /** A certificate with its private key, from a Secret (in a gateway) or two files (in a router's own). */
    @Description("Source of a certificate and its private key, both in PEM.")
    @NewPods
    record CertificatePairSource(
            @GatewayOnly TlsSecretRef secretRef,

            @Description(
                    "Path of the certificate's PEM file, with the authorities between it and the one that is trusted; read again when it changes.")
            @RouterOnly
            @Size(min = 1, max = 4096) String file,

            @Description("Path of the private key's PEM file; read again when it changes.")
            @RouterOnly
            @Size(min = 1, max = 4096) String keyFile)
            implements ReferencedFile {
        /** A Secret of the type {@code kubernetes.io/tls}, whose keys always have the same names. */
        @Description(
                "Secret of the type kubernetes.io/tls in the gateway's namespace, as cert-manager writes it, with the keys tls.crt and tls.key.")
        public record TlsSecretRef(
                @Description("Name of the Secret.") @Size(min = 1, max = 253) @Form(Format.SECRET_NAME)
                String name) {}
    }

    /** One value of a Secret in the gateway's namespace. */
    @Description("Value of a Secret in the gateway's namespace.")
    record SecretKeyRef(
            @Description("Name of the Secret.") @Size(min = 1, max = 253) @Form(Format.SECRET_NAME)
            String name,

            @Description("Key of the value in the Secret.") @Size(min = 1, max = 253) @Form(Format.OBJECT_KEY)
            String key) {}
}
