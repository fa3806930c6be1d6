import type { Wire } from './wire.ts'

/** What a reader made of a wire. */
export type Reading =
  | { readonly failure: string; readonly scope?: string | undefined }
  | {
      readonly text: string
      readonly calls: readonly string[]
      readonly finish: string
      readonly usage: { readonly input: number | undefined; readonly output: number | undefined }
    }

/** One way in which an application reads an answer. */
export type Reader = (wire: Wire) => Promise<Reading>

/** A `fetch` that gives a wire to every request. */
export function fetchOf({ body, status, headers }: Wire): typeof fetch {
  return () => Promise.resolve(new Response(body, { status, headers }))
}

/** What differs between a reading and what is expected, one difference after the other: `text, usage.output 5≠16`. */
export function differencesOf(reading: Reading, { expected }: Wire): string {
  if ('failure' in expected)
    return 'failure' in reading ? failureDifferences(reading, expected) : `an answer, not ${expected.failure}`
  if ('failure' in reading) return `failed: ${reading.failure}`
  const { text, calls, finish, usage } = reading
  return [
    text === expected.text ? '' : `text ${JSON.stringify(text)}`,
    unequal('calls ', calls.join(' '), expected.calls.join(' ')),
    expected.finish.includes(finish) ? '' : `finish ${finish}≠${expected.finish.join('|')}`,
    unequal('usage.input ', usage.input, expected.usage.input),
    unequal('usage.output ', usage.output, expected.usage.output),
  ]
    .filter((one) => one !== '')
    .join(', ')
}

function failureDifferences(
  { failure, scope }: Extract<Reading, { readonly failure: string }>,
  expected: Extract<Wire['expected'], { readonly failure: string }>,
): string {
  const blamed = expected.scope === undefined ? '' : unequal('scope ', scope, expected.scope)
  return [unequal('', failure, expected.failure), blamed].filter((one) => one !== '').join(', ')
}

function unequal(name: string, got: unknown, wanted: unknown): string {
  return got === wanted ? '' : `${name}${String(got)}≠${String(wanted)}`
}
