import { expect, it } from 'vitest'
import { collectGarbage } from '../../../test/collect-garbage.ts'
import type { Strategy } from '../../contracts/strategy.ts'
import { callFacts } from '../../testing/call-facts.ts'
import { candidatesOf } from '../../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../../testing/fake-target.ts'
import { seededRandom } from '../../time/random.ts'
import { adaptive } from './adaptive.ts'

/** A strategy that has forgotten the target of the last answer of a conversation, after it was chosen for the next one. */
function withForgotten(): { readonly strategy: Strategy; readonly target: WeakRef<FakeTarget> } {
  const strategy = adaptive()
  strategy.bind?.({ random: seededRandom(5) })
  const target = fakeTarget({ id: 'a' })
  const call = callFacts({ streaming: true, affinityKey: 'talk', inputTokens: 900 })
  const attempt = strategy.meter?.started?.(target, call, 0)
  attempt?.firstContent?.(300)
  const usage = { inputTokens: 900, outputTokens: 20 }
  attempt?.finished({ type: 'success', durationMs: 400, firstContentMs: 300, usage }, 400)
  strategy.pick(candidatesOf([target]), call, 1000)
  expect(strategy.meter?.explain?.(target, 1000, call)).toContain('900 tokens of the prompt in its cache')
  strategy.forget?.(target)
  return { strategy, target: new WeakRef(target) }
}

it.skipIf(globalThis.gc === undefined)('is held by nothing of adaptive', async () => {
  const { strategy, target } = withForgotten()
  await collectGarbage(() => target.deref() === undefined)
  expect(target.deref()).toBeUndefined()
  const other = fakeTarget({ id: 'b' })
  expect(strategy.pick(candidatesOf([other]), callFacts({}), 2000)).toBe(other)
})
