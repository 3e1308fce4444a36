@NullMarked
package dev.sluicegate.router.translate;

import org.jspecify.annotations.NullMarked;
