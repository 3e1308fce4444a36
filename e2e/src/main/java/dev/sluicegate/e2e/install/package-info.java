/** Puts the product, the simulated provider and a gateway into a cluster, and watches what becomes of them: for the tests and the demo. */
@NullMarked
package dev.sluicegate.e2e.install;

import org.jspecify.annotations.NullMarked;
