import type { Cost, RivalRow } from './measure-rivals.ts'
import { events } from './transport.ts'

/** The section of the page: each side's cost beside the bare one's, which is the first row. */
export function rivalSection(rows: readonly RivalRow[]): string[] {
  const cell = (cost: Cost | undefined): string =>
    cost === undefined ? '' : `${cost.own.toFixed(0)} µs, ${(cost.own / cost.bare).toFixed(2)} ×`
  return [
    '## Beside other libraries',
    '',
    `One question to OpenAI’s chat completions over a \`fetch\` that answers at once: a whole answer, and a stream of ${events} events, one`,
    'chunk each, read to its end. Times are CPU of the main thread, ratios are to bare `fetch` with `JSON.parse`, for streams with',
    'eventsource-parser. Each side was measured in a process of its own, in turn with the bare call. Policies that know nothing of models are',
    'around the bare call.',
    '',
    '| | a whole answer | a stream |',
    '| --- | --: | --: |',
    ...rows.map(({ name, call, stream }) => `| ${name} | ${cell(call)} | ${cell(stream)} |`),
    '',
    'Some cost less, because they do less. The policies know nothing of models, and make the bare call. `@stackbilt/llm-providers` tries a',
    'fixed list of providers, and asks of each whether its quota is used up or its circuit is open. It neither chooses by latency, load or quota,',
    'nor reserves tokens, nor reads limits from the headers of answers. It reads the lines of a stream as fast as they come, whether or not',
    'its reader keeps up, takes a stream that is cut off for a whole one, and gives texts, not the parts of an answer.',
    '',
    '`@aprameyakannan/llm-load-balancer` takes two providers in turn, retries after a pause, and leaves a timer of 30 s behind for each call.',
    '`llm-circuit-breaker` is a circuit and retries around one address. Neither streams. Both call with axios, which was given the same `fetch`;',
    'most of their time is spent there. `llmpool` is not in the table: its latest version, 0.0.6, cannot be loaded as it is published, because it',
    'requires `tiktoken` and does not depend on it.',
    '',
  ]
}
