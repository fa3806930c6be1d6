import { BalancerError, createBalancer, failover } from '@llm-balancer/core'
import { readFixtures } from '@llm-balancer/testing/conformance'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { bridge } from '../index.ts'
import type { BridgeFetch, BridgeTarget, KeyEntry, ClientVendor } from '../index.ts'

type Surface = Parameters<typeof readFixtures>[0]

/** What a target sends: its first bytes, and then an end or an error. */
type Sending = { body: Uint8Array<ArrayBuffer>; breaks: boolean }

const surfaces: readonly (readonly [Surface, ClientVendor, path: string])[] = [
  ['openai', 'openai', '/v1/chat/completions'],
  ['openai-responses', 'openai', '/v1/responses'],
  ['anthropic', 'anthropic', '/v1/messages'],
  ['groq', 'groq', '/v1/chat/completions'],
  ['together', 'together', '/v1/chat/completions'],
  ['openai-compatible', 'openai-compatible', '/v1/chat/completions'],
  ['google', 'google', '/v1beta/models/m:streamGenerateContent?alt=sse'],
  ['cohere', 'cohere', '/v2/chat'],
]

const streamsOf = (surface: Surface) =>
  readFixtures(surface).filter(({ stream, expect: failure }) => stream && failure === undefined)

const fetchOf =
  (sending: Sending): NonNullable<KeyEntry['fetch']> =>
  () => {
    let sent = false
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (!sent && sending.body.length > 0) controller.enqueue(sending.body)
          else if (sending.breaks) controller.error(new TypeError('terminated'))
          else controller.close()
          sent = true
        },
      },
      { highWaterMark: 0 },
    )
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
  }

/** Asks `path` for a stream and gives its text, or the error that broke it. */
const ask = async (send: BridgeFetch, path: string): Promise<unknown> => {
  const headers = {
    'content-type': 'application/json',
    ...(path.endsWith('/messages') ? { 'anthropic-version': '2026-10-21' } : {}),
  }
  const body = JSON.stringify({ model: 'm', stream: true })
  try {
    const response = await send(`https://outer.example${path}`, { method: 'POST', headers, body })
    return await response.text()
  } catch (error) {
    return error
  }
}

/** One bridge for all requests: each listens to the balancer for changes of its targets. */
const scene = (vendor: ClientVendor, first: Sending, second: Sending): BridgeFetch => {
  const target = (id: string, sending: Sending) => ({
    id,
    client: { baseURL: 'https://vendor.example', vendor, fetch: fetchOf(sending) },
  })
  const targets = [target('first', first), target('second', second)]
  const balancer = createBalancer<BridgeTarget>({ strategy: failover(), retry: { maxAttempts: 2 }, targets })
  onTestFinished(() => balancer.close())
  return bridge(balancer)
}

/** The events of a stream, whatever their line ends and comments. */
const dataOf = (text: string): string[] =>
  text.split(/\r?\n/).filter((line) => line.startsWith('data:') || line.startsWith('event:'))

const usualLimit = Error.stackTraceLimit
// Thousands of cuts make thousands of errors, whose stacks are never read.
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = usualLimit
})

describe.each(surfaces)('a stream of %s', (surface, vendor, path) => {
  const encoder = new TextEncoder()
  const fixtures = streamsOf(surface)

  it.each(fixtures)('is forwarded unchanged: $name', async ({ body }) => {
    const whole = { body: encoder.encode(body), breaks: false }
    const through = await ask(scene(vendor, whole, whole), path)
    expect(dataOf(String(through))).toEqual(dataOf(body))
  })

  it('is forwarded with data of several lines', async () => {
    const [{ body } = { body: '' }] = fixtures
    const lines = body.replaceAll(/^data: ?\{/gm, 'data: {\ndata: ')
    const whole = { body: encoder.encode(lines), breaks: false }
    const through = await ask(scene(vendor, whole, whole), path)
    expect(dataOf(lines).length).toBeGreaterThan(dataOf(body).length)
    expect(dataOf(String(through))).toEqual(dataOf(lines))
  })
})

describe.each(surfaces.filter(([surface]) => !['groq', 'together'].includes(surface)))(
  'a stream of %s',
  (surface, vendor, path) => {
    const encoder = new TextEncoder()
    const [{ body, name } = { body: '', name: '' }] = streamsOf(surface).toSorted(
      (one, other) => one.body.length - other.body.length,
    )
    const all = encoder.encode(body)
    const other = {
      body: encoder.encode(body.replaceAll(/("(?:id|responseId)": ?")/g, '$1other-')),
      breaks: false,
    }

    // Where no terminator is promised, the finish reason is the end, and only its own chunk has to have come.
    const ends = (got: unknown, own: unknown): boolean =>
      got === own ||
      (['openai-compatible', 'google', 'cohere'].includes(vendor) &&
        String(own).startsWith(String(got)) &&
        /_reason":"|finishReason": ?"/.test(String(got)))

    // One stream of each format at every byte; the others are longer, and end by the same rules.
    const usual = surface === 'openai' ? 3 : 1
    it.each([
      ['ends', usual],
      ['breaks', 5],
    ])(
      `that %s after any byte is whole, all another target's, or a failure: ${name}, every %i`,
      async (end, step) => {
        const first: Sending = { body: all, breaks: false }
        const send = scene(vendor, first, other)
        const [own, others] = [await ask(send, path), await ask(scene(vendor, other, other), path)]
        const seen = new Set<string>()
        for (let left = 0; left <= all.length; left += step) {
          const bytes = all.length - left
          Object.assign(first, { body: all.subarray(0, bytes), breaks: end === 'breaks' })
          const got = await ask(send, path)
          if (ends(got, own)) seen.add('whole')
          else if (got === others) seen.add('other')
          else seen.add(BalancerError.isInstance(got) ? got.code : `${String(bytes)}: ${String(got)}`)
        }
        expect([...seen].toSorted()).toEqual(['other', 'stream-interrupted', 'whole'])
      },
      60_000,
    )
  },
)
