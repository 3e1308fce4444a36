/** A real Kubernetes for the tests: what they may do with one, and the three ways to get one. */
@NullMarked
package dev.sluicegate.e2e.cluster;

import org.jspecify.annotations.NullMarked;
