import type { RivalRow } from './measure-rivals.ts'
import { events } from './transport.ts'

/** The section of the page: each side's cost beside the bare one's, which is the first row. */
export function rivalSection(rows: readonly RivalRow[]): string[] {
  const [bare] = rows
  const cell = (value: number | undefined, base: number | undefined): string =>
    value === undefined || base === undefined ? '' : `${value.toFixed(0)} µs, ${(value / base).toFixed(2)} ×`
  return [
    '## Beside other libraries',
    '',
    `One question to OpenAI’s chat completions over a \`fetch\` that answers at once: a whole answer, and a stream of ${events} events, one`,
    'chunk each, read to its end. Times are CPU of the main thread, ratios are to bare `fetch` with `JSON.parse`, for streams with',
    'eventsource-parser. All sides were measured in turn, and gave the same text. Policies that know nothing of models are around the bare call.',
    '',
    '| | a whole answer | a stream |',
    '| --- | --: | --: |',
    ...rows.map(
      ({ name, call, stream }) => `| ${name} | ${cell(call, bare?.call)} | ${cell(stream, bare?.stream)} |`,
    ),
    '',
  ]
}
