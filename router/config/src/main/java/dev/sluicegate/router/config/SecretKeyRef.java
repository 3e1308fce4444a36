package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Size;

/** One value of a Secret in the gateway's namespace. */
@Description("Value of a Secret in the gateway's namespace.")
public record SecretKeyRef(
        @Description("Name of the Secret.") @Size(min = 1, max = 253) @Form(Format.SECRET_NAME)
        String name,

        @Description("Key of the value in the Secret.") @Size(min = 1, max = 253) @Form(Format.OBJECT_KEY)
        String key) {}
