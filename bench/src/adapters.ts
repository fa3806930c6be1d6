import { readFixtures } from '@llm-balancer/testing/conformance'
import type { Surface } from '@llm-balancer/testing/conformance'
import type { CallOptions, ChatModel, Fetch } from '@llm-balancer/provider'
import { adapters } from './adapter-list.ts'
import { compare, reportComparison } from './compare.ts'
import { longStream } from './long-stream.ts'
import { bodyOf } from './stream-body.ts'
import { parseBare } from './parse-bare.ts'
import { print } from './print.ts'

const messages = [{ role: 'user', content: 'Why spread calls over several keys?' }] as const
const events = 300

/** The cost that an adapter adds to a bare call, and to bare parsing of its stream, over a `fetch` that answers at once. */
export async function benchAdapters(): Promise<void> {
  print('\none call: bare fetch + JSON.parse, adapter')
  for (const { name, surface, create } of adapters) {
    const result = await compare(400, wholeAnswers(surface, create))
    reportComparison(name, result, 1.6)
  }
  print('\nthe same as a balancer calls it, with a signal and a `report` callback')
  for (const { name, surface, create } of adapters) {
    const result = await compare(400, wholeAnswers(surface, create, inBalancer))
    reportComparison(name, result, 1.6)
  }
  print(`\na stream of ${events} events: bare fetch + SSE parser + JSON.parse, adapter`)
  for (const { name, surface, create } of adapters) {
    const result = await compare(20, streams(surface, create))
    reportComparison(name, result, 2.5)
  }
}

type Create = (settings: { readonly fetch: Fetch }) => ChatModel

/** The options that a balancer passes with every call. */
const inBalancer: CallOptions = { signal: new AbortController().signal, report: () => {} }

function wholeAnswers(
  surface: Surface,
  create: Create,
  options: CallOptions = {},
): Parameters<typeof compare>[1] {
  const fixture = readFixtures(surface).find(({ name }) => name === 'chat')
  if (fixture === undefined) throw new Error(`no answer is recorded for ${surface}`)
  const { body, headers } = fixture
  const fetch: Fetch = () => Promise.resolve(new Response(body, { headers }))
  const model = create({ fetch })
  return {
    rival: async () => {
      const response = await fetch('https://api.example/v1/chat', {
        method: 'POST',
        headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'any', messages }),
      })
      return JSON.parse(await response.text()) as unknown
    },
    own: () => model.generate({ messages }, options),
  }
}

function streams(surface: Surface, create: Create): Parameters<typeof compare>[1] {
  const chunks = longStream(surface, events)
  const headers = { 'content-type': 'text/event-stream' }
  const fetch: Fetch = () => Promise.resolve(new Response(bodyOf(chunks), { headers }))
  const model = create({ fetch })
  return {
    rival: () => parseBare(fetch),
    own: async () => {
      let parts = 0
      for await (const part of model.stream({ messages })) parts += part.type === 'text-delta' ? 1 : 0
      return parts
    },
  }
}
