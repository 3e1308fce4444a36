/** A gateway's spec parsed into types that cannot be wrong, or refused with a sentence. Pure. */
@NullMarked
package dev.sluicegate.operator.model;

import org.jspecify.annotations.NullMarked;
