package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Size;
import org.jspecify.annotations.Nullable;

/** The Kubernetes Service whose pods are the servers of a provider. */
@Description(
        "Kubernetes Service whose ready pods are the provider's servers, each balanced, limited and ejected by itself. The host in baseUrl stays what requests name, and is where they go until the pods are known. When absent, the provider is one server.")
public record ServiceRef(
        @Description("Name of the Service.") @Size(max = 63) @Form(Format.NAME)
        String name,

        @Description(
                "Namespace of the Service. When absent, it is the gateway's own; for another one somebody must let the pods' ServiceAccount read EndpointSlices there.")
        @Size(max = 63) @Form(Format.NAME)
        @Nullable String namespace,

        @Description("Name of the Service's port. When absent, it is the first one.")
        @Size(max = 63) @Form(Format.NAME)
        @Nullable String port)
        implements ServersRef {}
