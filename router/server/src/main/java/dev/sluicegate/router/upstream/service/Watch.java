package dev.sluicegate.router.upstream.service;

import org.jspecify.annotations.Nullable;

/** The watch of something in the cluster. Its methods are for any thread. */
interface Watch {
    /** Begins to watch. */
    void start();

    /** Ends it. */
    void stop();

    /** What keeps it from knowing what is, as a sentence; null if nothing does. */
    @Nullable String problem();
}
