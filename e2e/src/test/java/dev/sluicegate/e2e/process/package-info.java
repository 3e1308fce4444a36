/** The router's process under real load, without a cluster. */
@NullMarked
package dev.sluicegate.e2e.process;

import org.jspecify.annotations.NullMarked;
