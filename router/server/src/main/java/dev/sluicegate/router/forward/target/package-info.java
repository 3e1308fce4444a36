/** The selection of the target that serves a model. Pure: no client, no clock, no I/O. */
@NullMarked
package dev.sluicegate.router.forward.target;

import org.jspecify.annotations.NullMarked;
