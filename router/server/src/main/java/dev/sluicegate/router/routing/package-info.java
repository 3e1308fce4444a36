/** Which target serves a model. Pure: no client, no clock, no I/O. */
@NullMarked
package dev.sluicegate.router.routing;

import org.jspecify.annotations.NullMarked;
