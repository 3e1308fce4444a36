/**
 * A provider of language models for tests: deterministic, numbered, paced tokens in the protocols of OpenAI and of Anthropic, and
 * a record of what it saw.
 */
@NullMarked
package dev.sluicegate.e2e.provider;

import org.jspecify.annotations.NullMarked;
