/** Reads the cluster, and asks the pods; changes nothing. */
@NullMarked
package dev.sluicegate.operator.observe;

import org.jspecify.annotations.NullMarked;
