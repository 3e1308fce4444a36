package dev.sluicegate.router.config;

/** A reference to an object in the cluster whose pods are the servers of a provider. */
public sealed interface ServersRef permits ServiceRef, InferencePoolRef {
    /** Name of the object. */
    String name();
}
