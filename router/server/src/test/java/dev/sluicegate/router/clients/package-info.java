/** Real clients and agents on simulated providers that are as strict, and deviate as much, as those they stand for. */
@NullMarked
package dev.sluicegate.router.clients;

import org.jspecify.annotations.NullMarked;
