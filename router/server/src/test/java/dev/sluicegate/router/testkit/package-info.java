/** The parts that tests of a running router share: the router itself, providers, and clients that see every byte. */
@NullMarked
package dev.sluicegate.router.testkit;

import org.jspecify.annotations.NullMarked;
