/** {@code make demo}: a gateway under load whose config and image change and which is scaled in, for a person to watch. */
@NullMarked
package dev.sluicegate.e2e.demo;

import org.jspecify.annotations.NullMarked;
