@NullMarked
package dev.sluicegate.images;

import org.jspecify.annotations.NullMarked;
