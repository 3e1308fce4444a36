package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Size;

/**
 * The InferencePool whose pods are the servers of a provider.
 *
 * @see <a href="https://gateway-api-inference-extension.sigs.k8s.io/reference/spec/">inference.networking.k8s.io/v1</a>
 */
@Description(
        "InferencePool (inference.networking.k8s.io/v1) in the gateway's namespace whose ready pods are the provider's servers, each at each target port, balanced, limited and ejected by itself; its endpoint picker is not asked. The host in baseUrl stays what requests name, and is where they go until the pods are known. When absent, the provider is one server.")
public record InferencePoolRef(
        @Description("Name of the InferencePool.") @Size(max = 253) @Form(Format.OBJECT_NAME)
        String name) implements ServersRef {}
