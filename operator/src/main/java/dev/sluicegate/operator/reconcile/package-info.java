/** Acts: the only package that writes to the cluster. */
@NullMarked
package dev.sluicegate.operator.reconcile;

import org.jspecify.annotations.NullMarked;
