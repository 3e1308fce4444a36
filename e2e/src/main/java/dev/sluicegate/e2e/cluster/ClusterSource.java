package dev.sluicegate.e2e.cluster;

import java.util.Optional;

/** One way to get a cluster. */
interface ClusterSource {

    /** The word that chooses this way in {@code E2E_CLUSTER}. */
    String name();

    /** The instruction for getting this kind of cluster, as the end of "you can …". */
    String instruction();

    /** Why this way is not to be had here and now, as a clause; empty when it is. Starts nothing. */
    Optional<String> obstacle();

    /** Starts the cluster, or finds it running; may take minutes. */
    Cluster open();
}
