import Anthropic from '@anthropic-ai/sdk'
import { createBalancer } from '@llm-balancer/core'
import type { ChatModel } from '@llm-balancer/provider'
import { conformanceCases } from '@llm-balancer/testing/conformance'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { balanced, fromClient } from './index.ts'
import type { BalancedClientOptions, KeyEntry } from './index.ts'

type Options = Parameters<typeof conformanceCases>[0]

/** The settings that an adapter and a client have in common. */
type Settings = Parameters<Options['create']>[0]

/** Cases in which SDKs behave differently: they read errors to their end, and have a timer while a `fetch` never ends. */
const sdkWays = /endless body of an error|also when fetch does not listen/

/** Thousands of requests, which the adapters' own tests cover; `bridge/cut.test.ts` cuts the bridge, at selected bytes where it is slow. */
const many = /after any byte|endless noise/

/** An invalid answer reaches the outer client as a bad gateway, of which the model above it sees only the status. */
const badGateways =
  /for no answer|for a whole answer|for a stream|gives an endless|that is cut|breaks off|does not parse|cannot be read|noise|damaged|without a word it is no answer|breaks in the middle/

/** A stream where a whole answer was asked for: the bridge hands answers on in the form that was asked for, or not at all. */
const otherForms = /reads a stream, whatever its label/

/** Headers of a name of the test's own: the bridge hands on those alone that it knows to be no credentials. */
const unknownHeaders = /posts JSON with the prompt|headers win over/

const casesWithout = (left: readonly RegExp[], options: Options) =>
  conformanceCases({ mutations: 30, noise: 30, ...options }).filter(
    ({ name }) => !left.some((pattern) => pattern.test(name)),
  )

const openaiModel = (client: OpenAI): ChatModel =>
  fromClient(client, { model: 'gpt-4.1-mini', vendor: 'openai' })
const claudeModel = (client: Anthropic): ChatModel => fromClient(client, { model: 'claude-sonnet-4-5' })

/** The options of a client that is balanced over one key, which is called once. */
const over = (entry: KeyEntry): BalancedClientOptions =>
  balanced(
    createBalancer({
      targets: [{ id: 'a', client: entry }],
      retry: { maxAttempts: 1 },
      timeouts: { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity },
    }),
  )

const anthropic = {
  fixtures: 'anthropic',
  keyHeader: (key: string) => ({ name: 'authorization', value: `Bearer ${key}` }),
} as const
const quiet = { logLevel: 'off' } as const

describe.each([
  [
    'an OpenAI client',
    casesWithout([sdkWays, many], {
      fixtures: 'openai',
      create: (settings: Settings) => openaiModel(new OpenAI({ ...settings, ...quiet })),
    }),
  ],
  [
    'an Anthropic client',
    casesWithout([sdkWays, many], {
      ...anthropic,
      baseURL: 'https://llm.test',
      create: (settings: Settings) => claudeModel(new Anthropic({ ...settings, ...quiet })),
    }),
  ],
  [
    'a balanced OpenAI client',
    casesWithout([sdkWays, many, badGateways, otherForms, unknownHeaders], {
      fixtures: 'openai',
      without: { 'err-200-empty': 'a bad gateway' },
      create: (settings: Settings) =>
        openaiModel(new OpenAI({ ...over({ ...settings, vendor: 'openai' }), ...quiet })),
    }),
  ],
  [
    'a balanced Anthropic client',
    casesWithout([sdkWays, many, badGateways, otherForms, unknownHeaders], {
      ...anthropic,
      create: (settings: Settings) => claudeModel(new Anthropic({ ...over(settings), ...quiet })),
    }),
  ],
])('%s as a model conforms', (_, cases) => {
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
