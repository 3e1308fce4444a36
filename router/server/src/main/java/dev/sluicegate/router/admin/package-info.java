/** The admin port: probes, metrics, status, and the drain's controls. */
@NullMarked
package dev.sluicegate.router.admin;

import org.jspecify.annotations.NullMarked;
