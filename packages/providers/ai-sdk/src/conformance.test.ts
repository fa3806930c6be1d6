import { createOpenAI } from '@ai-sdk/openai'
import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { fromAiSdk } from './from-ai-sdk.ts'

/**
 * What the AI SDK's provider does not decide by itself. Request bodies, the most it reads and what it keeps of other vendors
 * are its own affair.
 */
const ours =
  /gives what the body says|same parts|in the response’s headers|headers of a refusal|reports the usage|fails as|in their errors|request in its message|repeats the request|aborted (already|before|in the body, which)|leaving the loop|return\(\)|nobody reads|only as fast|full answer or a failure|for no answer/

/** The AI SDK takes its time to read a stream: a quarter of the places where one can be cut will do. */
const repeated = /\([2-4] of 4\)$|nousage: a stream that/

describe('an AI SDK model over the Chat Completions API', () => {
  const cases = conformanceCases({
    fixtures: 'openai',
    create: (settings) => fromAiSdk(createOpenAI(settings).chat('gpt-5.2')),
  }).filter(({ name }) => ours.test(name) && !repeated.test(name))

  it('is held to most of the suite', () => {
    expect(cases.length).toBeGreaterThan(90)
  })

  for (const { name, run } of cases) it(name, () => expect(run()).resolves.toBeUndefined(), 30_000)
})
