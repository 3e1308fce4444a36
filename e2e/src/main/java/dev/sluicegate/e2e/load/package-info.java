/**
 * Real clients that load a gateway and record what each of their requests experienced. None of them retries, and each controls
 * which connection a request goes through, so that no loss is hidden.
 */
@NullMarked
package dev.sluicegate.e2e.load;

import org.jspecify.annotations.NullMarked;
