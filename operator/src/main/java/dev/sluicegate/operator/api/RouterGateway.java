package dev.sluicegate.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * One gateway: what it should serve, how it may be replaced, and how it is doing. Its spec is kept as the API server gives it, so that
 * nothing which stands there can keep it from being read; {@code GatewayReader} makes a {@link RouterGatewaySpec} of it.
 */
@Group(RouterGateway.GROUP)
@Version(RouterGateway.VERSION)
@Kind("RouterGateway")
@Plural("routergateways")
@ShortNames("rg")
@Categories("all")
@AdditionalPrinterColumn(
        name = "STATUS",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
        name = "AGE",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".metadata.creationTimestamp")
@ValidationRule(
        value = "size(self.metadata.name) <= 40 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "the gateway's name is its Service's name and part of its pods' names; write at most 40 lower case letters, digits and '-', the first a letter")
@SuppressWarnings("serial")
public final class RouterGateway extends CustomResource<JsonNode, RouterGatewayStatus> implements Namespaced {
    public static final String GROUP = "sluicegate.dev";
    public static final String VERSION = "v1alpha1";

    @Override
    protected @Nullable JsonNode initSpec() {
        return null;
    }
}
