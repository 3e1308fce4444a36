package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.GatewayOnly;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Size;

/** The list of the clients' keys, from a Secret (in a gateway) or a file (in a router's own). */
@Description("Source of the clients' keys.")
public record KeysSource(
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
