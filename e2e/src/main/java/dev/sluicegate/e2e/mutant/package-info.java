/**
 * The real router with its drain broken in one way: what the zero-loss oracle must find. Everything else of it works as it should,
 * so that an operator takes it for a good router.
 */
@NullMarked
package dev.sluicegate.e2e.mutant;

import org.jspecify.annotations.NullMarked;
