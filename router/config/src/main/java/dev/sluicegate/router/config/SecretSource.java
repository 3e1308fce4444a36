package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.GatewayOnly;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Size;

/**
 * A single secret word. A gateway names a Secret, a router's own file another file: each has one of the two, and the other is null.
 *
 * @param file its first line is the word
 */
@Description("Source of a secret, which is never written here itself.")
public record SecretSource(
        @GatewayOnly SecretKeyRef secretKeyRef,

        @Description("Path of the file whose content is the secret.") @RouterOnly @Size(min = 1, max = 4096) String file)
        implements ReferencedFile {}
