package dev.sluicegate.router.app;

import dev.sluicegate.router.adminapi.AdminApi;
import java.util.Map;

/**
 * The identity that a router's pod gives it.
 *
 * @param revision as {@link AdminApi#REVISION_VARIABLE} says; empty outside a cluster
 * @param uid as {@link AdminApi#POD_UID_VARIABLE} says; empty outside a cluster
 */
public record PodIdentity(String revision, String uid) {
    static PodIdentity of(Map<String, String> environment) {
        return new PodIdentity(
                environment.getOrDefault(AdminApi.REVISION_VARIABLE, ""),
                environment.getOrDefault(AdminApi.POD_UID_VARIABLE, ""));
    }
}
