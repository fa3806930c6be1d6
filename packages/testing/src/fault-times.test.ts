import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createFakeLLM, type Fault, type FakeTargetSettings, type ScriptStep } from './index.ts'
import { ask } from './support/ask.ts'

/** How long a request takes until the target is done with it, in ms. */
const timeOf = async (
  step: ScriptStep,
  { stream = false, ...settings }: FakeTargetSettings & { stream?: boolean },
): Promise<number> => {
  const clock = createFakeClock()
  const fake = createFakeLLM({ targets: { a: settings }, clock })
  fake.target('a').script([step])
  const asked = ask(fake, 'a', { stream })
    .then((response) => response.text())
    .catch(() => '')
  await fake.until((requests) => requests.length === 1)
  await clock.advance(100_000)
  await asked
  const [request] = fake.requests
  return (request?.endedAt ?? Infinity) - (request?.startedAt ?? 0)
}

it.each<[Fault, number]>([
  ['refuse', 0],
  [{ fault: 'hang-before-headers', forMs: 50 }, 50],
  [{ fault: 'hang-in-body', forMs: 50 }, 150],
  ['cut-before-headers', 100],
  ['cut-in-body', 100],
  ['truncate', 100],
  ['no-terminator', 100],
  ['broken-event', 100],
  ['error-in-body', 100],
  ['html', 100],
  ['invalid-json', 100],
  ['empty', 100],
  ['rate-limit', 100],
  [418, 100],
])('a target with a latency of 100 ms takes its time for %j: %i ms', async (fault, ms) => {
  for (const stream of [false, true]) expect(await timeOf(fault, { latency: 100, stream })).toBe(ms)
})

it('a whole answer waits for its thoughts, its words and its calls as a stream would', async () => {
  const reply = { reasoning: 'think first', text: 'let me see', toolCalls: [{ name: 'look', input: '' }] }
  expect(await timeOf({ reply }, { chunkGap: 5 })).toBe(5 * 5)
  expect(await timeOf({ reply: 'one' }, { chunkGap: 5 })).toBe(0)
})
