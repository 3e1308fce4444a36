/**
 * From one wire protocol to another: OpenAI's chat completions and Anthropic's messages, both ways, streaming and not. Pure: bytes
 * in, bytes out. What the other protocol has no word for is refused by name, never dropped; {@code docs/protocols.md} lists it.
 */
@NullMarked
package dev.sluicegate.router.translate;

import org.jspecify.annotations.NullMarked;
