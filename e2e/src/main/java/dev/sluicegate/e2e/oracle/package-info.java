/**
 * The zero-loss oracle: what clients recorded and what the upstream saw go in, a verdict comes out. Pure: no clock, no I/O.
 */
@NullMarked
package dev.sluicegate.e2e.oracle;

import org.jspecify.annotations.NullMarked;
