/** The process: its command line, its life from start to exit, and how its parts are put together. */
@NullMarked
package dev.sluicegate.router.app;

import org.jspecify.annotations.NullMarked;
