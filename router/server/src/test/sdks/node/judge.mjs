// OpenAI's and Anthropic's Node.js SDKs against a running router, whose provider answers with the file that a prompt names.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { APIError } from 'openai';

const ROUTER = process.env.ROUTER;
const TEXT = 'About 384 400 km 🌙';
const openai = new OpenAI({ baseURL: ROUTER + '/v1', apiKey: "a-client's-key", maxRetries: 0, timeout: 60_000 });
const anthropic = new Anthropic({ baseURL: ROUTER + '/anthropic', apiKey: "a-client's-key", maxRetries: 0, timeout: 60_000 });
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } } };

// model, and the provider's answers in its protocol
const CHAT = [['claude', 'openai'], ['fast', 'anthropic']];
const RESPONSES = [['claude', 'responses-on-messages'], ['chat-only', 'responses-on-chat']];
const MESSAGES = [['fast', 'anthropic'], ['claude', 'openai']];

const chat = (model, answer, more = {}) => ({ model, messages: [{ role: 'user', content: 'golden:' + answer }], ...more });
const response = (model, answer, more = {}) => ({ model, input: 'golden:' + answer, ...more });
const message = (model, answer, more = {}) => ({ ...chat(model, answer, more), max_tokens: 100 });

async function all(stream) {
  const events = [];
  for await (const event of await stream) events.push(event);
  return events;
}

const tests = {
  async chat() {
    for (const [model, folder] of CHAT) {
      const answer = await openai.chat.completions.create(chat(model, folder + '/plain/answer'));
      assert.ok(answer.choices[0].message.content.startsWith(TEXT));
      assert.equal(answer.usage.prompt_tokens, 125);
    }
  },

  async chatStreams() {
    for (const [model, folder] of CHAT) {
      const more = { stream: true, stream_options: { include_usage: true } };
      const chunks = await all(openai.chat.completions.create(chat(model, folder + '/plain/answer', more)));
      assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), TEXT + ' – or 🌙');
      assert.equal(chunks.at(-1).usage.completion_tokens, 12);
    }
  },

  async chatCallsToolsInAStream() {
    const tools = [{ type: 'function', function: { name: 'weather', parameters: SCHEMA } }];
    for (const [model, folder] of CHAT) {
      const stream = openai.chat.completions.stream(chat(model, folder + '/tools/answer', { tools }));
      const calls = (await stream.finalChatCompletion()).choices[0].message.tool_calls;
      assert.deepEqual(calls.map((call) => call.function.name), ['weather', 'now']);
      assert.equal(calls[1].function.arguments, '{}');
    }
  },

  async responses() {
    for (const [model, folder] of [...RESPONSES, ['fast', 'native']]) {
      const answer = await openai.responses.create(response(model, folder + '/plain/answer'));
      assert.ok(answer.output_text.startsWith(TEXT));
      assert.equal(answer.usage.input_tokens, 125);
    }
  },

  async responsesStream() {
    for (const [model, folder] of [...RESPONSES, ['fast', 'native']]) {
      const events = await all(openai.responses.create(response(model, folder + '/plain/answer', { stream: true })));
      const deltas = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta);
      assert.equal(deltas.join(''), TEXT + ' – or 🌙');
      assert.match(events.at(-1).type, /^response\.(completed|incomplete)$/);
    }
  },

  async responsesCallToolsInAStream() {
    const tools = [{ type: 'function', name: 'weather', parameters: SCHEMA, strict: false }];
    for (const [model, folder] of RESPONSES) {
      const stream = openai.responses.stream(response(model, folder + '/tools/answer', { tools }));
      const answer = await stream.finalResponse();
      const calls = answer.output.filter((item) => item.type === 'function_call');
      assert.deepEqual(calls.map((call) => call.name), ['weather', 'now']);
      const results = calls.map((call) => ({
        type: 'function_call_output', call_id: call.call_id, output: `golden:${folder}/plain/answer`,
      }));
      const input = [{ role: 'user', content: '?' }, ...answer.output, ...results];
      assert.ok((await openai.responses.create({ model, input, tools })).output_text.startsWith(TEXT));
    }
  },

  async messages() {
    for (const [model, folder] of MESSAGES) {
      const answer = await anthropic.messages.create(message(model, folder + '/plain/answer'));
      assert.ok(answer.content[0].text.startsWith(TEXT));
    }
  },

  async messagesStream() {
    for (const [model, folder] of MESSAGES) {
      const stream = anthropic.messages.stream(message(model, folder + '/plain/answer'));
      assert.equal(await stream.finalText(), TEXT + ' – or 🌙');
      assert.equal((await stream.finalMessage()).usage.output_tokens, 12);
    }
  },

  async messagesCallToolsInAStream() {
    const tools = [{ name: 'weather', input_schema: SCHEMA }];
    for (const [model, folder] of MESSAGES) {
      const said = await anthropic.messages.stream(message(model, folder + '/tools/answer', { tools })).finalMessage();
      const calls = said.content.filter((block) => block.type === 'tool_use');
      assert.deepEqual(calls.map((call) => call.name), ['weather', 'now']);
      assert.deepEqual(calls[1].input, {});
      const results = calls.map((call) => ({
        type: 'tool_result', tool_use_id: call.id, content: `golden:${folder}/plain/answer`,
      }));
      const again = await anthropic.messages.create({
        model, max_tokens: 100, tools,
        messages: [{ role: 'user', content: '?' }, { role: 'assistant', content: said.content }, { role: 'user', content: results }],
      });
      assert.ok(again.content[0].text.startsWith(TEXT));
    }
  },

  async otherOperations() {
    const embeddings = await openai.embeddings.create({ model: 'fast', input: 'golden:other/embeddings', encoding_format: 'float' });
    assert.deepEqual(embeddings.data[0].embedding, [0.5, -1.25]);
    const completion = await openai.completions.create({ model: 'fast', prompt: 'golden:other/completion' });
    assert.equal(completion.choices[0].text, ' a time');
    const count = await anthropic.messages.countTokens({ model: 'claude', messages: [{ role: 'user', content: 'golden:other/count' }] });
    assert.equal(count.input_tokens, 14);
  },

  async models() {
    const names = ['fast', 'quick', 'chat-only', 'claude'];
    assert.deepEqual((await all(openai.models.list())).map((model) => model.id), names);
    assert.deepEqual((await all(anthropic.models.list())).map((model) => model.id), names);
    assert.equal((await openai.models.retrieve('quick')).id, 'quick');
    await assert.rejects(openai.models.retrieve('no/such model'), { status: 404 });
    await assert.rejects(anthropic.models.retrieve('no/such model'), { status: 404 });
  },

  async errors() {
    for (const [model, folder] of CHAT) {
      await assert.rejects(openai.chat.completions.create(chat(model, folder + '/plain/error-429')), { status: 429 });
    }
    for (const [model, folder] of RESPONSES) {
      await assert.rejects(openai.responses.create(response(model, folder + '/plain/error-429')), { status: 429 });
    }
    await assert.rejects(anthropic.messages.create(message('fast', 'anthropic/plain/error-404')), { status: 404 });
    // the provider refuses the gateway's key, not the client's
    await assert.rejects(anthropic.messages.create(message('fast', 'anthropic/plain/error-401')), { status: 502 });
    await assert.rejects(openai.chat.completions.create(chat('claude', '', { n: 2 })), /'n' cannot be translated/);
    await assert.rejects(anthropic.messages.create(message('fast', '', { container: 'a' })), /'container' cannot be translated/);
  },

  async errorsInTheMiddleOfAStream() {
    for (const file of ['overloaded', 'ends-early']) {
      for (const [model, folder] of CHAT) {
        await assert.rejects(all(openai.chat.completions.create(chat(model, `${folder}/plain/${file}`, { stream: true }))), APIError);
      }
      for (const [model, folder] of RESPONSES) {
        await assert.rejects(all(openai.responses.create(response(model, `${folder}/plain/${file}`, { stream: true }))), APIError);
      }
      for (const [model, folder] of MESSAGES) {
        await assert.rejects(all(anthropic.messages.create(message(model, `${folder}/plain/${file}`, { stream: true }))));
      }
    }
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log('ok', name);
  } catch (e) {
    failed++;
    console.log('FAILED', name);
    console.error(e);
  }
}
console.log('failed:', failed);
process.exit(failed ? 1 : 0);
