import { seededRandom } from '@llm-balancer/core'
import { expect, it } from 'vitest'
import { engineOf, isAlike, play, randomSetup, randomStep, referenceOf, type Step } from './test/histories.ts'

const histories = 25_000
const stepsOfHistory = 40

/** Plays one random history on the engine and on the reference; gives the first difference, in words. */
function divergenceOf(seed: number): { readonly difference?: string; readonly seen: Set<string> } {
  const random = seededRandom(seed)
  const setup = randomSetup(random)
  const [engine, reference] = [engineOf(setup), referenceOf(setup)]
  const steps: Step[] = []
  const seen = new Set<string>()
  let now = 1_000_000
  for (let index = 0; index < stepsOfHistory; index += 1) {
    const step = randomStep(random, engine.running.length)
    steps.push(step)
    if (step.type === 'wait') now += step.ms
    const [ours, theirs] = [play(engine, step, now), play(reference, step, now)]
    seen.add(ours.state)
    if (!isAlike(ours, theirs))
      return { seen, difference: JSON.stringify({ seed, ours, theirs, setup, steps }) }
  }
  return { seen }
}

it(`${histories} random histories give the same on the state machine and on the reference machine`, () => {
  const differences: string[] = []
  const reached = new Map<string, number>()
  for (let seed = 1; seed <= histories; seed += 1) {
    const { difference, seen } = divergenceOf(seed)
    if (difference !== undefined) differences.push(difference)
    for (const state of seen) reached.set(state, (reached.get(state) ?? 0) + 1)
  }
  expect(differences.slice(0, 3)).toEqual([])
  // The histories must go where it matters.
  for (const state of ['closed', 'open', 'half-open', 'isolated'])
    expect(reached.get(state)).toBeGreaterThan(histories / 10)
})
