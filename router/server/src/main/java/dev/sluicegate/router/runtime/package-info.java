/** The config of the running router: loaded, active, watched. */
@NullMarked
package dev.sluicegate.router.runtime;

import org.jspecify.annotations.NullMarked;
