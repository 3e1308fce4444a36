@NullMarked
package dev.sluicegate.operator.reconcile;

import org.jspecify.annotations.NullMarked;
